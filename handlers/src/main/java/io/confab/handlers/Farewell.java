package io.confab.handlers;

import io.confab.codec.Ack;
import io.confab.codec.ShutdownEvent;
import java.util.List;

/**
 * Sends one client away. It goes the way of a command, through the gate and past all handlers, so that it comes behind
 * everything that was received before it.
 *
 * @param event what the client is told
 */
record Farewell(ShutdownEvent event) {

    /** Has the client told and its connection closed behind the replies to what it has asked for. On its event loop. */
    void say(ClientContext client) {
        if (client.state() == ConnectionState.CLOSING) {
            return;
        }
        client.become(ConnectionState.CLOSING); // what comes from here on is not looked at
        Outcome last = new Outcome(List.of(event), new Ack(0), false, () -> Closing.lingering(client, Ending.SHUTDOWN));
        client.replies().reply(last, 0);
    }
}
