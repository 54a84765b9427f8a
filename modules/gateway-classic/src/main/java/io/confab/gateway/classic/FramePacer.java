package io.confab.gateway.classic;

import io.confab.codec.LoopTraffic;
import io.confab.handlers.Delivery;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.PromiseNotifier;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;

/**
 * Sends one frame at a time, a gap apart: to most clients what one {@code recv} brings is one frame, and what follows in
 * it is lost. Used on the channel's event loop only.
 *
 * <p>What waits here is bounded. A session is asked for more only when what it gave is sent, so of a session there is
 * one slice of its tail at most; a client that has many replies to come is not read from. Replies go first: a client in
 * a session that is never silent still gets an answer.
 */
final class FramePacer {

    /** The time between two frames. */
    static final long GAP_MILLIS = 20;

    /** From here on the channel counts as not writable, and half of it on as writable again. */
    static final int MOST_REPLY_BYTES = 4 * FrameWriter.MAX_FRAME_BYTES;

    /** Which of the reasons for which a channel is not writable is ours; other handlers of this pipeline have none. */
    private static final int WRITABILITY_INDEX = 1;

    /** Frames, one behind the other, or none. */
    private record Frames(ByteBuf bytes, ChannelPromise promise) {}

    private final ChannelHandlerContext ctx;
    private final ArrayDeque<Frames> replies = new ArrayDeque<>(2);
    private final ArrayDeque<Frames> said = new ArrayDeque<>(2);
    private int replyBytes;
    private boolean full;
    private boolean paused;

    /** Whether a frame is being sent, or was sent so short a time ago that the next has to wait. */
    private boolean resting;

    private boolean closed;

    FramePacer(ChannelHandlerContext ctx) {
        this.ctx = ctx;
    }

    /** Takes over what answers a request; nothing, if only its place is wanted. */
    void reply(ByteBuf frames, ChannelPromise promise) {
        replyBytes += frames.readableBytes();
        LoopTraffic.current().bytesSent(frames.readableBytes());
        add(replies, frames, promise);
    }

    /** Takes over what was said. */
    void session(ByteBuf frames, ChannelPromise promise) {
        add(said, frames, promise);
    }

    private void add(ArrayDeque<Frames> queue, ByteBuf frames, ChannelPromise promise) {
        if (closed) {
            fail(new Frames(frames, promise));
            return;
        }
        queue.add(new Frames(frames, promise));
        tellPressure();
    }

    /** Drops what was said and is not sent yet. */
    void forgetSession() {
        for (Frames frames : said) {
            frames.bytes().release();
            frames.promise().trySuccess(); // nothing went wrong
        }
        said.clear();
        tellPressure();
    }

    /** Sends the next frame if it is time. */
    void flush() {
        while (!resting && !closed) {
            ArrayDeque<Frames> queue = replies.isEmpty() ? said : replies;
            Frames first = queue.peek();
            if (first == null) {
                return;
            }
            if (first.bytes().isReadable()) {
                send(queue, first);
            } else {
                queue.remove();
                complete(first, ctx.writeAndFlush(first.bytes()));
            }
            tellPressure();
        }
    }

    private void send(ArrayDeque<Frames> queue, Frames first) {
        ByteBuf bytes = first.bytes();
        ByteBuf frame = bytes.readRetainedSlice(bytes.bytesBefore((byte) 0) + 1);
        if (queue == replies) {
            replyBytes -= frame.readableBytes();
        }
        resting = true;
        ChannelFuture sent = ctx.writeAndFlush(frame);
        if (!bytes.isReadable()) {
            queue.remove();
            bytes.release();
            complete(first, sent);
        }
        sent.addListener(done -> ctx.executor().schedule(this::rested, GAP_MILLIS, TimeUnit.MILLISECONDS));
    }

    private void rested() {
        resting = false;
        flush();
    }

    private static void complete(Frames frames, ChannelFuture sent) {
        if (!frames.promise().isVoid()) {
            PromiseNotifier.cascade(sent, frames.promise());
        }
    }

    private void tellPressure() {
        boolean tooMany = replyBytes > (full ? MOST_REPLY_BYTES / 2 : MOST_REPLY_BYTES);
        ChannelOutboundBuffer outbound = ctx.channel().unsafe().outboundBuffer();
        if (tooMany != full && outbound != null) {
            full = tooMany;
            outbound.setUserDefinedWritability(WRITABILITY_INDEX, !tooMany);
        }
        boolean pause = !said.isEmpty();
        if (pause != paused) {
            paused = pause;
            ctx.fireUserEventTriggered(pause ? Delivery.PAUSE : Delivery.RESUME);
        }
    }

    /** Drops everything: the client is gone. */
    void close() {
        closed = true;
        replies.forEach(FramePacer::fail);
        replies.clear();
        said.forEach(FramePacer::fail);
        said.clear();
    }

    private static void fail(Frames frames) {
        frames.bytes().release();
        if (!frames.promise().isVoid()) {
            frames.promise().tryFailure(new ClosedChannelException());
        }
    }
}
