package io.confab.gateway.classic;

import io.confab.codec.Decoding;
import io.confab.codec.LoopTraffic;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes {@link ClassicFrame}s of what the clients there are really send:
 *
 * <pre>
 *  10:3:jack:Hi!                        a frame, in one piece or many
 *  10:3:jack:Hi! \0 \0 … \0 \n          and what may follow it; skipped
 *  10:9:jack:Hi! \0                     a NUL in the data is where it ends
 *  11:0:1:fine \0                       what is left of an earlier frame; dropped, to the next NUL
 *  10:4:jack:Hi!                        a size that counts the NUL too, which is not sent: taken after 50 ms of silence
 *  10:4000000000:jack:                  closed
 * </pre>
 *
 * Free text closes a connection too, unless it stands directly behind a frame or the client has logged in: then it is
 * dropped to the next NUL. One instance for each channel; used on its event loop only.
 */
final class ClassicDecoder extends ByteToMessageDecoder {

    private static final Logger log = LoggerFactory.getLogger(ClassicDecoder.class);

    /** How long nothing has to come before a size is taken for one too large. */
    static final long SILENCE_MILLIS = 50;

    /** How much without a NUL is dropped before it is no longer taken for an oversight. */
    static final int MAX_STALE_BYTES = 4096;

    private final ClassicNumbering numbering;

    private boolean loggedIn;

    /** Whether nothing has come since the last frame. */
    private boolean directlyBehindFrame;

    /** Whether everything is dropped up to the next NUL. */
    private boolean stale;

    private int staleBytes;

    /** Whether the last frame was taken one byte short: the byte may still come. */
    private boolean oneShort;

    private boolean broken;
    private long lastReadNanos;
    private java.util.concurrent.@Nullable Future<?> silence;
    private boolean silent;

    ClassicDecoder(ClassicNumbering numbering) {
        this.numbering = numbering;
    }

    /** Notes that the client is known: what it sends besides frames is an oversight from here on. */
    void loggedIn() {
        loggedIn = true;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object input) throws Exception {
        if (silence != null) {
            silence.cancel(false);
            silence = null;
        }
        long now = ctx.channel().eventLoop().ticker().nanoTime();
        if (now - lastReadNanos >= TimeUnit.MILLISECONDS.toNanos(SILENCE_MILLIS)) {
            stale = false; // what comes now was sent by itself: a client that sends no NULs is not to be lost
        }
        lastReadNanos = now;
        if (input instanceof ByteBuf bytes) {
            LoopTraffic.current().bytesReceived(bytes.readableBytes());
        }
        super.channelRead(ctx, input);
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        if (!ctx.channel().config().isAutoRead()) {
            return; // until Decoding.PROCEED
        }
        while (skipToFrame(in) && !decodeFrame(ctx, in, out)) {
            // what stood there was none
        }
        if (staleBytes > MAX_STALE_BYTES) {
            refuse(ctx, in, "bytes without a NUL: " + staleBytes + " (expected: at most " + MAX_STALE_BYTES + ")");
        }
    }

    /** @return whether there is a byte that a frame may begin with */
    private boolean skipToFrame(ByteBuf in) {
        if (stale) {
            int nul = in.bytesBefore((byte) 0);
            int dropped = nul < 0 ? in.readableBytes() : nul;
            in.skipBytes(dropped);
            staleBytes += dropped;
            if (nul < 0 || staleBytes > MAX_STALE_BYTES) {
                return false;
            }
            stale = false;
            staleBytes = 0;
        }
        while (in.isReadable() && isFiller(in.getByte(in.readerIndex()))) {
            in.skipBytes(1);
            directlyBehindFrame = false;
            oneShort = false;
        }
        return in.isReadable();
    }

    private static boolean isFiller(byte b) {
        return b == 0 || b == '\r' || b == '\n';
    }

    /** @return whether there is no more to be done with what there is for now */
    private boolean decodeFrame(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        FrameHeader header = FrameHeader.at(in);
        switch (header.verdict()) {
            case WHOLE -> decodeData(ctx, header, in, out);
            case PART -> {}
            case NONE -> {
                return noFrame(ctx, in);
            }
            case HOSTILE ->
                refuse(
                        ctx,
                        in,
                        "header: too large (expected: a size of at most " + FrameHeader.MAX_DATA_BYTES
                                + " and a source of at most " + FrameHeader.MAX_SOURCE_BYTES + " bytes)");
        }
        return true;
    }

    /** @return whether the connection is closed */
    private boolean noFrame(ChannelHandlerContext ctx, ByteBuf in) {
        if (oneShort) {
            oneShort = false;
            in.skipBytes(1); // the byte that was late
            return false;
        }
        if (directlyBehindFrame || loggedIn) {
            stale = true;
            return false;
        }
        refuse(ctx, in, "bytes: no header (expected: type:size:source:)");
        return true;
    }

    private void decodeData(ChannelHandlerContext ctx, FrameHeader header, ByteBuf in, List<Object> out) {
        ClassicType type = numbering.type(header.type());
        if ((type == null || !type.isRequest()) && !directlyBehindFrame && !loggedIn) {
            refuse(ctx, in, "type: " + header.type() + " (expected: a request of " + numbering + ")");
            return;
        }
        int dataStart = in.readerIndex() + header.length();
        int there = Math.min(in.writerIndex() - dataStart, header.size());
        int nul = in.indexOf(dataStart, dataStart + there, (byte) 0);
        int length = nul < 0 ? there : nul - dataStart;
        boolean tooLarge = nul < 0 && there == header.size() - 1;
        if (nul < 0 && there < header.size() && !(tooLarge && silent)) {
            if (tooLarge) {
                awaitSilence(ctx);
            }
            return;
        }
        byte[] data = new byte[length];
        in.getBytes(dataStart, data);
        in.readerIndex(dataStart + length);
        directlyBehindFrame = true;
        oneShort = tooLarge;
        staleBytes = 0;
        if (type != null && type.isRequest()) {
            out.add(new ClassicFrame(type, header.source(), data));
        }
    }

    private void awaitSilence(ChannelHandlerContext ctx) {
        if (silence == null) {
            silence = ctx.executor().schedule(() -> silent(ctx), SILENCE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void silent(ChannelHandlerContext ctx) {
        silence = null;
        if (ctx.isRemoved()) {
            return;
        }
        if (!ctx.channel().config().isAutoRead()) {
            awaitSilence(ctx); // it is we who do not listen
            return;
        }
        silent = true;
        try {
            decodeKept(ctx);
        } catch (Exception e) {
            ctx.fireExceptionCaught(e);
        } finally {
            silent = false;
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
        if (event == Decoding.PROCEED) {
            decodeKept(ctx);
        } else {
            super.userEventTriggered(ctx, event);
        }
    }

    private void decodeKept(ChannelHandlerContext ctx) throws Exception {
        super.channelRead(ctx, Unpooled.EMPTY_BUFFER);
        ctx.fireChannelReadComplete();
    }

    private void refuse(ChannelHandlerContext ctx, ByteBuf in, String reason) {
        log.debug("{} closed: {}", ctx.channel(), reason);
        broken = true;
        in.skipBytes(in.readableBytes());
        ctx.close();
    }
}
