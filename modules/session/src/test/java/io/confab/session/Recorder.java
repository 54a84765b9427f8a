package io.confab.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.api.LoggedMessage;
import io.confab.api.SessionListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Writes down what it is told, in words. */
final class Recorder implements SessionListener {

    final List<String> calls = new CopyOnWriteArrayList<>();

    @Override
    public void sessionCreated(String session, String account) {
        calls.add(account + " created " + session);
    }

    @Override
    public void memberJoined(String session, String account) {
        calls.add(account + " joined " + session);
    }

    @Override
    public void memberLeft(String session, String account) {
        calls.add(account + " left " + session);
    }

    @Override
    public void messageSpoken(LoggedMessage message) {
        calls.add(message.source() + " said " + new String(message.data(), UTF_8) + " in " + message.session());
    }

    @Override
    public void sessionClosed(String session) {
        calls.add(session + " closed");
    }
}
