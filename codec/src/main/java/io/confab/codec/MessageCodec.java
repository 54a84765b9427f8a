package io.confab.codec;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.EncoderException;
import io.netty.handler.codec.TooLongFrameException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Frames to messages, and messages to bytes. Stands right behind a {@link FrameDecoder}.
 *
 * <ul>
 *   <li>Inbound: takes over frames and passes on messages; the {@link FrameDecoder} may have had it do so before. What is no message becomes an {@link UndecodableFrame}; after
 *       a {@linkplain UndecodableFrame#fatal() fatal} one, nothing more is passed on.
 *   <li>Outbound: messages written between two flushes leave in one buffer. A {@link ByteBuf} is passed on as it is, in
 *       its place among the messages. A message that cannot be written fails its own promise only.
 * </ul>
 *
 * One instance for each channel; used on its event loop only.
 */
public final class MessageCodec extends ChannelDuplexHandler {

    /** The handler's name in a pipeline. */
    public static final String NAME = "codec";

    private static final int INITIAL_BYTES = 256;

    /** From here on waiting messages are handed on even before a flush, so that writability sees them. */
    private static final int HAND_ON_BYTES = 16 * 1024;

    private final MessageDecoder decoder;
    private boolean broken;
    private @Nullable ByteBuf waiting;
    private @Nullable List<ChannelPromise> promises;

    private MessageCodec(PayloadDecoder.Table types) {
        this.decoder = new MessageDecoder(types);
    }

    /** The server's side: decodes commands. */
    public static MessageCodec server() {
        return new MessageCodec(CommandDecoder.TABLE);
    }

    /** The client's side: decodes replies and events. */
    public static MessageCodec client() {
        return new MessageCodec(ServerMessageDecoder.TABLE);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof ByteBuf frame)) {
            ctx.fireChannelRead(msg);
            return;
        }
        Message message;
        try {
            message = decode(frame);
        } finally {
            frame.release();
        }
        if (message != null) {
            ctx.fireChannelRead(message);
        }
    }

    /**
     * Makes a message of a frame.
     *
     * @param frame without its length; borrowed
     * @return null behind a fatal frame
     */
    @Nullable
    Message decode(ByteBuf frame) {
        return broken ? null : noted(decoder.decode(frame));
    }

    private Message noted(Message message) {
        if (message instanceof UndecodableFrame undecodable && undecodable.fatal()) {
            broken = true;
        }
        return message;
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (!(cause instanceof DecoderException) || cause.getCause() instanceof IOException) { // such as one of TLS
            ctx.fireExceptionCaught(cause);
        } else if (!broken) {
            ctx.fireChannelRead(noted(MessageDecoder.malformed(0, reason(cause))));
        }
    }

    private static String reason(Throwable cause) {
        if (cause instanceof FrameDecoder.TooLongBeforeLoginException) {
            return String.valueOf(cause.getMessage());
        }
        return cause instanceof TooLongFrameException
                ? "length: too large (expected: at most maxFrameBytes)"
                : "frame: " + cause.getMessage() + " (expected: a legal one)";
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (!(msg instanceof Message message)) {
            handOn(ctx);
            ctx.write(msg, promise);
            return;
        }
        ByteBuf out = waiting;
        if (out == null) {
            out = ctx.alloc().ioBuffer(INITIAL_BYTES);
            waiting = out;
        }
        int start = out.writerIndex();
        try {
            MessageEncoder.encode(message, out);
        } catch (Throwable t) {
            out.writerIndex(start);
            fail(
                    ctx,
                    promise,
                    new EncoderException("message: " + message.getClass().getName(), t));
            return;
        }
        // A promise cancelled from here on would take the buffer with it, and every other message in there.
        promise.setUncancellable();
        if (!promise.isVoid()) {
            if (promises == null) {
                promises = new ArrayList<>();
            }
            promises.add(promise);
        }
        if (out.readableBytes() >= HAND_ON_BYTES) {
            handOn(ctx);
        }
    }

    private static void fail(ChannelHandlerContext ctx, ChannelPromise promise, Throwable cause) {
        if (promise.isVoid()) {
            ctx.fireExceptionCaught(cause);
        } else {
            promise.tryFailure(cause);
        }
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        handOn(ctx);
        ctx.flush();
    }

    private void handOn(ChannelHandlerContext ctx) {
        ByteBuf out = waiting;
        if (out == null) {
            return;
        }
        waiting = null;
        List<ChannelPromise> written = promises;
        promises = null;
        LoopTraffic.current().bytesSent(out.readableBytes());
        if (!out.isReadable()) { // every message in it could not be written
            out.release();
        } else if (written == null) {
            ctx.write(out, ctx.voidPromise());
        } else if (written.size() == 1) {
            ctx.write(out, written.get(0));
        } else {
            ctx.write(out).addListener(future -> {
                for (ChannelPromise promise : written) {
                    if (future.isSuccess()) {
                        promise.trySuccess();
                    } else {
                        promise.tryFailure(requireNonNull(future.cause()));
                    }
                }
            });
        }
    }

    @Override
    public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
        flush(ctx);
        ctx.close(promise);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        ByteBuf out = waiting;
        if (out == null) {
            return;
        }
        waiting = null;
        out.release();
        if (promises != null) {
            ClosedChannelException closed = new ClosedChannelException();
            promises.forEach(promise -> promise.tryFailure(closed));
            promises = null;
        }
    }
}
