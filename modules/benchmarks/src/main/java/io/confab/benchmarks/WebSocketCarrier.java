package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The client's end of a WebSocket (RFC 6455), without extensions. Messages are read where they lie, because a decoder that
 * makes an object of each would be slower than the servers that are measured; so they have to come in one frame each.
 */
final class WebSocketCarrier implements Carrier {

    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;
    private static final int MAX_RESPONSE_BYTES = 8192;

    private static final byte[] END_OF_HEAD = ascii("\r\n\r\n");
    private static final String SWITCHING = "HTTP/1.1 101 ";

    private final String path;
    private final String[] headers;
    private final int opcode;

    private boolean upgraded;

    /** Of the frame that is being read: what it is, and how much of its payload has not been shown. */
    private int reading;

    private int left;

    /** That of the message that is being written. */
    private int mask;

    private WebSocketCarrier(int opcode, String path, String[] headers) {
        this.opcode = opcode;
        this.path = path;
        this.headers = headers;
    }

    /** A text is a message. */
    static WebSocketCarrier ofTexts(String path, String... headers) {
        return new WebSocketCarrier(TEXT, path, headers);
    }

    /** Binary messages are native frames, in each of them one or more, which are shown as soon as they are whole themselves. */
    static WebSocketCarrier ofFrames(String path, String... headers) {
        return new WebSocketCarrier(BINARY, path, headers);
    }

    // ---- handshake ----

    @Override
    public void connected(ChannelHandlerContext ctx, Dialect dialect) {
        InetSocketAddress server = (InetSocketAddress) ctx.channel().remoteAddress();
        byte[] key = new byte[16];
        ThreadLocalRandom.current().nextBytes(key);
        StringBuilder request = new StringBuilder()
                .append("GET ")
                .append(path)
                .append(" HTTP/1.1\r\nHost: 127.0.0.1:")
                .append(server.getPort())
                .append(
                        "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ")
                .append(Base64.getEncoder().encodeToString(key))
                .append("\r\n");
        for (String header : headers) {
            request.append(header).append("\r\n");
        }
        ByteBuf out = ctx.alloc().ioBuffer();
        out.writeCharSequence(request.append("\r\n"), StandardCharsets.US_ASCII);
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    private boolean upgrade(ChannelHandlerContext ctx, ByteBuf in, Dialect dialect) {
        int end = indexOf(in, END_OF_HEAD);
        if (end < 0) {
            if (in.readableBytes() > MAX_RESPONSE_BYTES) {
                throw new DecoderException("handshake: no end (expected: " + SWITCHING + ")");
            }
            return false;
        }
        String response = in.readCharSequence(end - in.readerIndex() + END_OF_HEAD.length, StandardCharsets.US_ASCII)
                .toString();
        if (!response.startsWith(SWITCHING)) {
            throw new DecoderException(
                    "handshake: " + response.lines().findFirst().orElse("") + " (expected: " + SWITCHING + ")");
        }
        upgraded = true;
        dialect.open(ctx);
        return true;
    }

    private static int indexOf(ByteBuf in, byte[] bytes) {
        for (int at = in.readerIndex(); at + bytes.length <= in.writerIndex(); at++) {
            if (isAt(in, at, bytes)) {
                return at;
            }
        }
        return -1;
    }

    private static boolean isAt(ByteBuf in, int at, byte[] bytes) {
        for (int i = 0; i < bytes.length; i++) {
            if (in.getByte(at + i) != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    // ---- what comes ----

    @Override
    public void read(ChannelHandlerContext ctx, ByteBuf in, Dialect dialect) {
        if (!upgraded && !upgrade(ctx, in, dialect)) {
            return;
        }
        while (left > 0 || readHeader(in)) {
            int at = in.readerIndex();
            int taken = take(ctx, in, at, Math.min(left, in.readableBytes()), dialect);
            if (taken == 0 && left > 0) {
                return;
            }
            in.readerIndex(at + taken);
            left -= taken;
        }
    }

    /** @return false if it is not whole yet */
    private boolean readHeader(ByteBuf in) {
        int readable = in.readableBytes();
        if (readable < 2) {
            return false;
        }
        int at = in.readerIndex();
        int first = in.getUnsignedByte(at);
        int length = in.getUnsignedByte(at + 1);
        int bytes = length < LENGTH_16 ? 2 : length == LENGTH_16 ? 4 : 10;
        if (readable < bytes) {
            return false;
        }
        if (length == LENGTH_16) {
            length = in.getUnsignedShort(at + 2);
        } else if (length == LENGTH_64) {
            length = Math.toIntExact(in.getLong(at + 2));
        }
        reading = first & ~FIN;
        if (first == reading || (reading != opcode && reading < CLOSE) || reading > 0xA) {
            throw new DecoderException(
                    "frame: 0x" + Integer.toHexString(first) + " (expected: a whole message, without extensions)");
        }
        left = length;
        in.readerIndex(at + bytes);
        return true;
    }

    /** @return how many bytes were shown, or done with */
    private int take(ChannelHandlerContext ctx, ByteBuf in, int at, int there, Dialect dialect) {
        if (reading == BINARY) {
            int taken = MemberFrames.cut(ctx, in, at, at + there, dialect) - at;
            if (taken == 0 && there == left && there > 0) {
                throw new DecoderException("message: ends within a frame (expected: whole frames)");
            }
            return taken;
        }
        if (there < left) {
            return 0;
        }
        if (reading == TEXT) {
            dialect.received(ctx, in, at, at + there);
        } else if (reading == PING) {
            ctx.writeAndFlush(pong(ctx, in, at, there), ctx.voidPromise());
        } else if (reading == CLOSE) {
            ctx.close();
        }
        return there;
    }

    // ---- what goes ----

    private ByteBuf pong(ChannelHandlerContext ctx, ByteBuf in, int at, int bytes) {
        ByteBuf out = ctx.alloc().ioBuffer(bytes + 8);
        int from = begin(out, PING + 1, bytes);
        out.writeBytes(in, at, bytes);
        end(out, from);
        return out;
    }

    @Override
    public int begin(ByteBuf out, int bytes) {
        return begin(out, opcode, bytes);
    }

    private int begin(ByteBuf out, int frame, int bytes) {
        mask = ThreadLocalRandom.current().nextInt();
        out.writeByte(FIN | frame);
        if (bytes < LENGTH_16) {
            out.writeByte(MASKED | bytes);
        } else if (bytes <= 0xFFFF) {
            out.writeByte(MASKED | LENGTH_16).writeShort(bytes);
        } else {
            out.writeByte(MASKED | LENGTH_64).writeLong(bytes);
        }
        return out.writeInt(mask).writerIndex();
    }

    @Override
    public void end(ByteBuf out, int from) {
        int end = out.writerIndex();
        int at = from;
        for (; at + Integer.BYTES <= end; at += Integer.BYTES) {
            out.setInt(at, out.getInt(at) ^ mask);
        }
        for (int shift = 24; at < end; at++, shift -= 8) {
            out.setByte(at, out.getByte(at) ^ (mask >>> shift));
        }
    }
}
