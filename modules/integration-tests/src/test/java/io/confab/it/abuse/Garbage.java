package io.confab.it.abuse;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.confab.codec.Command;
import io.confab.codec.MessageCodec;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Random;
import java.util.function.Supplier;

/** Bytes for servers to choke on. */
final class Garbage {

    private static final byte[][] BEGINNINGS = {
        {},
        {0, 0, 0, 9, 0x1F},
        {0x16, 3, 1, 2, 0},
        "GET /ws HTTP/1.1\r\n".getBytes(US_ASCII),
        "GET / HTTP/1.1\r\n\r\n".getBytes(US_ASCII),
        "10:3:jack:".getBytes(US_ASCII),
        "PROXY TCP4 1.2.3.4 5.6.7.8 1 2\r\n".getBytes(US_ASCII),
    };

    private static final String UPGRADE = String.join(
            "\r\n",
            "GET /ws HTTP/1.1",
            "Host: localhost",
            "Upgrade: websocket",
            "Connection: Upgrade",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
            "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Protocol: confab.v1.json",
            "",
            "");

    private Garbage() {}

    /** What a command is on the wire. */
    static byte[] frame(Command command) {
        EmbeddedChannel channel = new EmbeddedChannel(MessageCodec.client());
        channel.writeOutbound(command);
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
            all.writeBytes(part);
            part.release();
        }
        channel.finishAndReleaseAll();
        return ByteBufUtil.getBytes(all);
    }

    /** Up to four kilobytes, of which some begin as if they were something. */
    static ByteBuf next(Random random) {
        byte[] rest = new byte[1 + random.nextInt(4096)];
        random.nextBytes(rest);
        return Unpooled.wrappedBuffer(BEGINNINGS[random.nextInt(BEGINNINGS.length)], rest);
    }

    /** Much of what is not finished, of one of five kinds. */
    static Supplier<ByteBuf> unfinished(int kind, Random random) {
        return switch (kind) {
            case 0 -> () -> Unpooled.buffer().writeInt(4000).writeZero(3999);
            case 1 -> () -> ascii("GET /ws HTTP/1.1\r\nX-Long: " + "x".repeat(7000));
            case 2 -> () -> ascii("GET /ws HTTP/1.1\r\nContent-Length: 4000\r\n\r\n" + "x".repeat(3999));
            case 3 -> () -> Unpooled.wrappedBuffer(Tls.clientHello(), 0, 100);
            default ->
                () -> ascii(UPGRADE)
                        .writeByte(0x81)
                        .writeByte(0x80 | 127)
                        .writeLong(100_000)
                        .writeInt(random.nextInt())
                        .writeZero(60_000);
        };
    }

    private static ByteBuf ascii(String text) {
        return Unpooled.buffer().writeBytes(text.getBytes(US_ASCII));
    }
}
