package io.confab.handlers;

import io.netty.channel.ChannelHandler;

/** A gateway's handler that watches over a client until it has logged in: then it is taken out of the pipeline. */
public interface BeforeLogin extends ChannelHandler {

    /** Whether it has refused a frame because there was no login yet, which is counted when the connection is closed for it. */
    default boolean hasRefused() {
        return false;
    }
}
