package io.confab.client;

import io.confab.codec.AnnouncementEvent;
import io.confab.codec.ClosedEvent;
import io.confab.codec.DirectEvent;
import io.confab.codec.KickedEvent;
import io.confab.codec.LaggedEvent;
import io.confab.codec.PluginMessage;
import io.confab.codec.PresenceEvent;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.TextEvent;
import io.confab.codec.UnknownEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Writes down what a listener is told, and may be made to throw. */
final class RecordingListener implements ClientListener {

    /** What {@code disconnected} stands for where there was no cause. */
    static final String ASKED_FOR = "asked for";

    private final List<Object> told = new CopyOnWriteArrayList<>();
    private volatile @Nullable Error failure;

    List<Object> told() {
        return told;
    }

    /** The texts told so far, as {@code session/sequence source: text}. */
    List<String> texts() {
        return told.stream()
                .filter(TextEvent.class::isInstance)
                .map(event -> ((TextEvent) event).message())
                .map(message -> message.session() + "/" + message.sequence() + " " + message.source() + ": "
                        + new String(message.data(), StandardCharsets.UTF_8))
                .toList();
    }

    void failWith(Error failure) {
        this.failure = failure;
    }

    private void add(Object event) {
        told.add(event);
        Error thrown = failure;
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public void text(TextEvent event) {
        add(event);
    }

    @Override
    public void direct(DirectEvent event) {
        add(event);
    }

    @Override
    public void presence(PresenceEvent event) {
        add(event);
    }

    @Override
    public void closed(ClosedEvent event) {
        add(event);
    }

    @Override
    public void kicked(KickedEvent event) {
        add(event);
    }

    @Override
    public void lagged(LaggedEvent event) {
        add(event);
    }

    @Override
    public void shutdown(ShutdownEvent event) {
        add(event);
    }

    @Override
    public void announcement(AnnouncementEvent event) {
        add(event);
    }

    @Override
    public void pluginMessage(PluginMessage message) {
        add(message);
    }

    @Override
    public void unknown(UnknownEvent event) {
        add(event);
    }

    @Override
    public void disconnected(@Nullable Throwable cause) {
        add(cause == null ? ASKED_FOR : cause);
    }
}
