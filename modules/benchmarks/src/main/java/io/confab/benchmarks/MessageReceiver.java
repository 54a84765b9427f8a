package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** Is shown one message after the other, where they lie. */
interface MessageReceiver {

    /**
     * Takes a message.
     *
     * @param in  borrowed
     * @param at  where it begins; a native frame with its type
     * @param end behind it
     */
    void received(ChannelHandlerContext ctx, ByteBuf in, int at, int end);
}
