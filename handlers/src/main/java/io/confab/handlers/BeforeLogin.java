package io.confab.handlers;

import io.netty.channel.ChannelHandler;

/**
 * A gateway's handler that watches over a client until it has logged in: then it is taken out of the pipeline. One of them for
 * each pipeline is found.
 */
public interface BeforeLogin extends ChannelHandler {}
