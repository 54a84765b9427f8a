package io.confab.codec;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.TooLongFrameException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into frames by the four-byte length in front of each, which it strips.
 *
 * <pre>
 *  BEFORE (4 + n bytes)                     AFTER (n bytes)
 *  +------------+----------------------+    +----------------------+
 *  | length: n  | type, flags, … data  | -&gt; | type, flags, … data  |
 *  +------------+----------------------+    +----------------------+
 * </pre>
 *
 * A length above the limit is refused as soon as it is read, with nothing allocated for it; a frame that comes in pieces
 * is gathered in no more than the limit. The {@link MessageCodec} behind it turns a refusal into an
 * {@link UndecodableFrame}.
 *
 * <p>Given that codec, it has it decode each frame where it lies, and passes on messages: a buffer of its own for each
 * frame costs more than all the rest of decoding a short one. It makes none while the channel is not read from, and goes on
 * at {@link Decoding#PROCEED}. One instance for each channel.
 */
public final class FrameDecoder extends LengthFieldBasedFrameDecoder {

    /** The handler's name in a pipeline. */
    public static final String NAME = "frame";

    /** The bytes of the length field. */
    public static final int LENGTH_BYTES = 4;

    /** The smallest limit that leaves room for every fixed field and the longest names. */
    public static final int MIN_MAX_FRAME_BYTES = 1024;

    /** The limit where none is configured. */
    public static final int DEFAULT_MAX_FRAME_BYTES = 65_536;

    // One for each limit, of which a program has one or two, and not one for each channel.
    private static final ConcurrentMap<Integer, Cumulator> GATHERERS = new ConcurrentHashMap<>();

    private final int maxFrameBytes;
    private final @Nullable MessageCodec codec;
    private int limit;
    private boolean failed;
    private long receivedBytes;

    /**
     * Passes on frames.
     *
     * @param maxFrameBytes the largest {@code length} that is accepted, at least {@value #MIN_MAX_FRAME_BYTES}. Netty
     *                      counts the length field in, the protocol does not
     * @throws IllegalArgumentException if the limit is smaller
     */
    public FrameDecoder(int maxFrameBytes) {
        this(null, maxFrameBytes);
    }

    /**
     * Passes on messages.
     *
     * @param maxFrameBytes as {@linkplain #FrameDecoder(int) above}
     * @param codec         the one right behind this handler
     */
    public FrameDecoder(int maxFrameBytes, MessageCodec codec) {
        this(maxFrameBytes, maxFrameBytes, codec);
    }

    /**
     * Passes on messages, and accepts only small ones until {@link #lift}.
     *
     * @param maxFrameBytes as {@linkplain #FrameDecoder(int) above}
     * @param firstMaxBytes the limit that holds before; no more than the other does
     * @param codec         the one right behind this handler
     */
    public FrameDecoder(int maxFrameBytes, int firstMaxBytes, MessageCodec codec) {
        this(requireNonNull(codec, "codec"), maxFrameBytes);
        this.limit = Math.min(maxFrameBytes, checkLimit(firstMaxBytes));
    }

    private FrameDecoder(@Nullable MessageCodec codec, int maxFrameBytes) {
        super(checkLimit(maxFrameBytes) + LENGTH_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES);
        this.maxFrameBytes = maxFrameBytes;
        this.limit = maxFrameBytes;
        this.codec = codec;
        setCumulator(GATHERERS.computeIfAbsent(maxFrameBytes + LENGTH_BYTES, FrameDecoder::gatherer));
    }

    /** Accepts frames of full length from here on. On the channel's event loop. */
    public void lift() {
        limit = maxFrameBytes;
    }

    /** How many bytes have come since the connection began. On the channel's event loop. */
    public long receivedBytes() {
        return receivedBytes;
    }

    /** Whether a frame was refused before {@link #lift} was called. On the channel's event loop. */
    public boolean hasRefusedBeforeLift() {
        return failed && limit < maxFrameBytes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) throws Exception {
        if (msg instanceof ByteBuf bytes) {
            receivedBytes += bytes.readableBytes();
            LoopTraffic.current().bytesReceived(bytes.readableBytes());
        }
        super.channelRead(ctx, msg);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == Decoding.PROCEED && codec != null) {
            super.channelRead(ctx, Unpooled.EMPTY_BUFFER);
            ctx.fireChannelReadComplete();
            return;
        }
        super.userEventTriggered(ctx, event);
    }

    /** Cuts off the next frame. Once there was one that is too large, whatever comes is thrown away at once. */
    @Override
    protected @Nullable Object decode(ChannelHandlerContext ctx, ByteBuf in) throws Exception {
        if (failed) {
            in.skipBytes(in.readableBytes());
            return null;
        }
        if (codec != null && !ctx.channel().config().isAutoRead()) {
            return null;
        }
        try {
            if (limit < maxFrameBytes) {
                checkLimit(in);
            }
            return codec != null && isLegal(in) ? decodeInPlace(codec, in) : super.decode(ctx, in);
        } catch (DecoderException e) {
            failed = true;
            in.skipBytes(in.readableBytes()); // kept, it would be there until more arrives, and more again with it
            throw e;
        }
    }

    // Netty's decoder has one limit for good, the greater one.
    private void checkLimit(ByteBuf in) {
        if (in.readableBytes() >= LENGTH_BYTES && in.getInt(in.readerIndex()) > limit) {
            throw new TooLongBeforeLoginException(
                    "length: " + in.getInt(in.readerIndex()) + " (expected: at most " + limit + " before a login)");
        }
    }

    // What is not legal, Netty's decoder refuses.
    private boolean isLegal(ByteBuf in) {
        if (in.readableBytes() < LENGTH_BYTES) {
            return true;
        }
        int length = in.getInt(in.readerIndex());
        return length >= 0 && length <= maxFrameBytes;
    }

    // The codec is shown the one frame as if it were all there is.
    private static @Nullable Message decodeInPlace(MessageCodec codec, ByteBuf in) {
        int readable = in.readableBytes() - LENGTH_BYTES;
        if (readable < 0 || readable < in.getInt(in.readerIndex())) {
            return null; // the rest is still to come
        }
        int start = in.readerIndex() + LENGTH_BYTES;
        int end = start + in.getInt(in.readerIndex());
        int received = in.writerIndex();
        in.setIndex(start, end);
        try {
            return codec.decode(in);
        } finally {
            in.setIndex(end, received);
        }
    }

    private static Cumulator gatherer(int largest) {
        return (alloc, gathered, in) -> gather(alloc, gathered, in, largest);
    }

    // Netty's own way doubles the buffer, which may make it twice as large as any frame can be.
    private static ByteBuf gather(ByteBufAllocator alloc, ByteBuf gathered, ByteBuf in, int largest) {
        ByteBuf target = gathered;
        if (gathered.isReadable() && in.readableBytes() > gathered.writableBytes()) {
            target = grow(alloc, gathered, in, largest);
        }
        return MERGE_CUMULATOR.cumulate(alloc, target, in);
    }

    private static ByteBuf grow(ByteBufAllocator alloc, ByteBuf gathered, ByteBuf in, int largest) {
        int needed = gathered.readableBytes() + in.readableBytes();
        ByteBuf larger;
        try {
            larger = alloc.buffer(alloc.calculateNewCapacity(needed, Math.max(needed, largest)));
        } catch (Throwable t) {
            in.release(); // as a cumulator has to
            throw t;
        }
        larger.writeBytes(gathered);
        gathered.release();
        return larger;
    }

    private static int checkLimit(int maxFrameBytes) {
        if (maxFrameBytes < MIN_MAX_FRAME_BYTES || maxFrameBytes > Integer.MAX_VALUE - LENGTH_BYTES) {
            throw new IllegalArgumentException("maxFrameBytes: " + maxFrameBytes + " (expected: " + MIN_MAX_FRAME_BYTES
                    + " to " + (Integer.MAX_VALUE - LENGTH_BYTES) + ")");
        }
        return maxFrameBytes;
    }

    /** Netty's exceptions do not say whose limit it was. */
    static final class TooLongBeforeLoginException extends TooLongFrameException {

        private static final long serialVersionUID = 1L;

        TooLongBeforeLoginException(String reason) {
            super(reason);
        }
    }
}
