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

/** Hands everything on but the end of a connection. */
abstract class ForwardingListener implements ClientListener {

    private final ClientListener target;

    ForwardingListener(ClientListener target) {
        this.target = target;
    }

    @Override
    public void text(TextEvent event) {
        target.text(event);
    }

    @Override
    public void direct(DirectEvent event) {
        target.direct(event);
    }

    @Override
    public void presence(PresenceEvent event) {
        target.presence(event);
    }

    @Override
    public void closed(ClosedEvent event) {
        target.closed(event);
    }

    @Override
    public void kicked(KickedEvent event) {
        target.kicked(event);
    }

    @Override
    public void lagged(LaggedEvent event) {
        target.lagged(event);
    }

    @Override
    public void shutdown(ShutdownEvent event) {
        target.shutdown(event);
    }

    @Override
    public void announcement(AnnouncementEvent event) {
        target.announcement(event);
    }

    @Override
    public void pluginMessage(PluginMessage message) {
        target.pluginMessage(message);
    }

    @Override
    public void unknown(UnknownEvent event) {
        target.unknown(event);
    }
}
