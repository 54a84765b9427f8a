package io.confab.cli;

import io.confab.api.CommandException;
import io.confab.client.ResumingListener;
import io.confab.codec.AnnouncementEvent;
import io.confab.codec.ClosedEvent;
import io.confab.codec.DirectEvent;
import io.confab.codec.JoinResult;
import io.confab.codec.KickedEvent;
import io.confab.codec.LaggedEvent;
import io.confab.codec.PluginMessage;
import io.confab.codec.PresenceEvent;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.TextEvent;
import io.confab.codec.UnknownEvent;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hands what the server tells to the {@link Chat}, in the words of {@link Incoming}. On the event loop. */
final class ServerEvents implements ResumingListener {

    private final Chat chat;

    ServerEvents(Chat chat) {
        this.chat = chat;
    }

    @Override
    public void text(TextEvent event) {
        chat.saw(List.of(event.message().source()));
        chat.show(Incoming.Text.of(event.message(), event.replay()));
    }

    @Override
    public void direct(DirectEvent event) {
        chat.saw(List.of(event.source()));
        chat.show(Incoming.Direct.of(event));
    }

    @Override
    public void presence(PresenceEvent event) {
        chat.saw(event.joined());
        chat.show(Incoming.Presence.of(event));
    }

    @Override
    public void closed(ClosedEvent event) {
        chat.removed(event.session());
        chat.show(new Incoming.Closed(event.session(), event.reason()));
    }

    @Override
    public void kicked(KickedEvent event) {
        chat.removed(event.session());
        chat.show(new Incoming.Kicked(event.session(), event.reason()));
    }

    @Override
    public void lagged(LaggedEvent event) {
        chat.show(new Incoming.Lagged(event.session(), event.from(), event.to()));
    }

    @Override
    public void shutdown(ShutdownEvent event) {
        chat.show(new Incoming.Shutdown(event.reconnectAfter()));
    }

    @Override
    public void announcement(AnnouncementEvent event) {
        chat.show(new Incoming.Announcement(event.session(), event.text()));
    }

    @Override
    public void pluginMessage(PluginMessage message) {
        chat.show(Incoming.Plugin.of(message));
    }

    @Override
    public void unknown(UnknownEvent event) {
        chat.show(Incoming.Unknown.of(event));
    }

    @Override
    public void reconnecting(int attempt, Duration delay, Throwable cause) {
        if (attempt == 1) { // one line, however long it takes
            chat.reconnecting(Answers.reason(cause));
        }
    }

    @Override
    public void resumed() {
        chat.show(new Incoming.Resumed());
    }

    @Override
    public void missed(String session, JoinResult result) {
        Long from = result.from();
        chat.show(new Incoming.Missed(session, from == null ? result.sequence() : from, result.sequence()));
    }

    @Override
    public void sessionLost(String session, CommandException why) {
        chat.removed(session);
        chat.show(new Incoming.Closed(session, why.reason()));
    }

    @Override
    public void disconnected(@Nullable Throwable cause) {
        if (cause != null) {
            chat.disconnected(Answers.reason(cause));
        }
    }
}
