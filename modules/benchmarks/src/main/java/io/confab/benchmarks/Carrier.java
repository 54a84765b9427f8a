package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;

/** How messages lie among the bytes of one connection. On its event loop only. */
interface Carrier {

    /** Makes a new connection ready, and has the dialect open it then. */
    void connected(ChannelHandlerContext ctx, Dialect dialect);

    /**
     * Shows the dialect every message that is whole.
     *
     * @param in borrowed; read up to what is not whole yet
     */
    void read(ChannelHandlerContext ctx, ByteBuf in, Dialect dialect);

    /**
     * Begins a message.
     *
     * @param out   borrowed
     * @param bytes of the message, which are to be appended
     * @return where the message begins, for {@link #end}
     */
    int begin(ByteBuf out, int bytes);

    /** Ends a message of which all has been appended. */
    void end(ByteBuf out, int from);
}
