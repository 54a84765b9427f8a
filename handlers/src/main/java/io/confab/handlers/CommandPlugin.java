package io.confab.handlers;

import io.confab.codec.MessageType;
import io.confab.codec.Reply;
import java.util.concurrent.CompletionStage;

/**
 * Adds a command of one's own, with a message type that belongs to plug-ins. Only clients that are logged in reach it,
 * and never under another's name.
 */
public interface CommandPlugin {

    /** The type of the command, {@link MessageType#plugin a plug-in's}; always the same. */
    MessageType type();

    /**
     * Carries the command out. Called on the client's event loop: does not block, and hands what takes time to threads of
     * its own. Other commands of the same client go on in the meantime, but none is answered before this one.
     *
     * @return the reply, completed on any thread, such as {@link PluginCall#ack}; sent unless the client asked for none.
     *         A stage that fails with a {@link io.confab.api.CommandException} is answered {@code NAK} with its code, any
     *         other failure with {@code INTERNAL}. It is up to the plug-in that the stage completes.
     * @throws io.confab.api.CommandException to refuse the command
     */
    CompletionStage<Reply> handle(PluginCall call);
}
