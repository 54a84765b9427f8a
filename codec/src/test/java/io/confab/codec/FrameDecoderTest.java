package io.confab.codec;

import static io.confab.codec.FrameBytes.bytes;
import static io.confab.codec.FrameBytes.concat;
import static io.confab.codec.FrameBytes.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.NakCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CorruptedFrameException;
import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How a stream is cut into frames, and what a frame may take. */
class FrameDecoderTest {

    private static final int LIMIT = 2000;

    private static final Message TOO_LARGE =
            new UndecodableFrame(0, NakCode.MALFORMED, "length: too large (expected: at most maxFrameBytes)");

    private final CountingAllocator allocator = new CountingAllocator();

    @RegisterExtension
    final CodecChannel server = CodecChannel.server(LIMIT).with(allocator);

    @Test
    void aLengthOfExactlyTheLimitIsLegal() {
        PingCommand ping = (PingCommand) server.decode(ping(LIMIT));
        assertThat(ping.data()).hasSize(LIMIT - 8);
    }

    @Test
    void aLengthAboveTheLimitIsMalformed() {
        server.receive(concat(ping(8), ping(LIMIT + 1), ping(8)), ping(8));
        assertThat(server.messages()).hasSize(2).last().isEqualTo(TOO_LARGE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "00 00 07 d1", // one more than the limit
                "7f ff ff ff",
                "80 00 00 00", // unsigned
                "ff ff ff ff",
                "16 03 01 02", // a TLS greeting
                "'GET '"
            })
    void aLengthAboveTheLimitIsMalformedBeforeItsBytesArriveAndNothingIsAllocated(String length) {
        byte[] header = bytes(length);
        for (byte b : header) {
            assertThat(server.messages()).isEmpty();
            server.receive(new byte[] {b});
        }
        assertThat(server.messages()).containsExactly(TOO_LARGE);
        assertThat(allocator.largest()).isLessThanOrEqualTo(256);

        server.receive(new byte[LIMIT]);
        server.receive(ping(8));
        assertThat(server.messages()).isEmpty();
    }

    @Test
    void aFrameInPiecesIsGatheredInNoMoreThanTheLimit() {
        byte[] ping = ping(LIMIT);
        for (byte b : ping) {
            assertThat(server.messages()).isEmpty();
            server.receive(new byte[] {b});
        }
        assertThat(server.messages()).hasSize(1);
        assertThat(allocator.largest()).isEqualTo(FrameDecoder.LENGTH_BYTES + LIMIT);
    }

    @Test
    void aSmallFrameInPiecesIsGatheredInASmallBuffer() {
        for (byte b : ping(40)) {
            server.receive(new byte[] {b});
        }
        assertThat(server.messages()).hasSize(1);
        assertThat(allocator.largest()).isEqualTo(64);
    }

    @Test
    void framesBehindOneInPiecesTakeNoMoreThanTheirBytes() {
        byte[] first = ping(LIMIT);
        server.receive(first, 0, first.length - 1);
        byte[] rest = concat(Arrays.copyOfRange(first, first.length - 1, first.length), ping(LIMIT), ping(500));
        server.receive(rest);

        assertThat(server.messages()).hasSize(3);
        assertThat(allocator.largest()).isEqualTo(first.length - 1 + rest.length);
    }

    @Test
    void nothingIsKeptOfWhatComesBehindAFrameThatIsTooLarge() {
        byte[] tooLarge = ping(LIMIT + 1);
        byte[] segment = concat(tooLarge, tooLarge, tooLarge, tooLarge);
        for (int i = 0; i < 10; i++) {
            server.receive(segment);
        }

        assertThat(server.messages()).containsExactly(TOO_LARGE);
        assertThat(allocator.largest()).isEqualTo(segment.length);
        LeakPresenceDetector.check();
    }

    @Test
    void manyFramesInOneSegmentComeInTheirOrder() {
        List<byte[]> frames = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            frames.add(frame(0x1F, 0, i, "", "", new byte[i]));
        }
        server.receive(concat(frames.toArray(new byte[0][])));

        assertThat(server.messages()).extracting(Message::requestId).containsExactlyElementsOf(range(100));
    }

    @Test
    void noMessageIsMadeWhileTheChannelIsNotReadFrom() {
        List<Message> made = new ArrayList<>();
        server.channel().pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object msg) {
                made.add((Message) msg);
                ctx.channel().config().setAutoRead(made.size() == 2);
            }
        });
        server.receive(concat(ping(8), ping(8), ping(8), ping(8)));
        assertThat(made).hasSize(1);
        server.channel().pipeline().fireUserEventTriggered(Decoding.PROCEED);
        assertThat(made).hasSize(1);
        server.channel().config().setAutoRead(true);
        server.channel().pipeline().fireUserEventTriggered(Decoding.PROCEED);
        assertThat(made).hasSize(3);
    }

    @Test
    void aFrameThatIsCutOffByTheEndOfTheConnectionIsNoMessage() {
        byte[] ping = ping(20);
        server.receive(ping, 0, ping.length - 1);
        server.close();
        assertThat(server.messages()).isEmpty();
    }

    @Test
    void whatADecoderInFrontCannotReadIsMalformedOnce() {
        server.channel().pipeline().fireExceptionCaught(new CorruptedFrameException("bad record"));
        server.channel().pipeline().fireExceptionCaught(new CorruptedFrameException("another"));
        server.receive(ping(8));

        assertThat(server.messages())
                .containsExactly(
                        new UndecodableFrame(0, NakCode.MALFORMED, "frame: bad record (expected: a legal one)"));
    }

    @Test
    void withoutACodecItPassesOnFramesWhichACodecTakesOver() {
        byte[] ping = ping(20);
        EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(LIMIT));
        channel.writeInbound(Unpooled.wrappedBuffer(ping, 0, 5));
        channel.writeInbound(Unpooled.wrappedBuffer(ping, 5, ping.length - 5));
        ByteBuf frame = channel.readInbound();
        assertThat(frame.readableBytes()).isEqualTo(20);

        EmbeddedChannel messages = new EmbeddedChannel(MessageCodec.server());
        messages.writeInbound(frame);
        assertThat(messages.<Message>readInbound()).isInstanceOf(PingCommand.class);
        assertThat(frame.refCnt()).isZero();
        assertThat(channel.finish() || messages.finish()).isFalse();
    }

    @Test
    void otherExceptionsArePassedOn() {
        IOException reset = new IOException("reset");
        server.channel().pipeline().fireExceptionCaught(reset);

        assertThatThrownBy(() -> server.channel().checkException()).isSameAs(reset);
        assertThat(server.messages()).isEmpty();
    }

    @Test
    void whatIsNotBytesIsPassedOn() {
        server.channel().writeInbound("greeting");
        assertThat(server.channel().<Object>readInbound()).isEqualTo("greeting");
    }

    @Test
    void takesOnlySmallFramesUntilItIsLifted() {
        MessageCodec codec = MessageCodec.server();
        FrameDecoder decoder = new FrameDecoder(65_536, 1024, codec);
        EmbeddedChannel channel = new EmbeddedChannel(decoder, codec);
        channel.writeInbound(Unpooled.wrappedBuffer(ping(1024)));
        assertThat(channel.<Message>readInbound()).isInstanceOf(PingCommand.class);
        decoder.lift();
        channel.writeInbound(Unpooled.wrappedBuffer(ping(65_536)));
        assertThat(channel.<Message>readInbound()).isInstanceOf(PingCommand.class);
        assertThat(decoder.hasRefusedBeforeLift()).isFalse();
        assertThat(decoder.receivedBytes()).isEqualTo(4 + 1024 + 4 + 65_536);
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void refusesALongFrameBeforeItIsLiftedAsSoonAsItsLengthIsThere() {
        MessageCodec codec = MessageCodec.server();
        FrameDecoder decoder = new FrameDecoder(65_536, 1024, codec);
        EmbeddedChannel channel = new EmbeddedChannel(decoder, codec);
        channel.writeInbound(Unpooled.wrappedBuffer(ping(1025), 0, 4));
        assertThat(channel.<Message>readInbound())
                .isEqualTo(new UndecodableFrame(
                        0, NakCode.MALFORMED, "length: 1025 (expected: at most 1024 before a login)"));
        assertThat(decoder.hasRefusedBeforeLift()).isTrue();
        assertThat(channel.finish()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 1023, Integer.MAX_VALUE - 3, Integer.MAX_VALUE})
    void refusesALimitWithoutRoomForTheNamesOrForTheLength(int maxFrameBytes) {
        assertThatThrownBy(() -> new FrameDecoder(maxFrameBytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("maxFrameBytes: " + maxFrameBytes + " (expected: 1024 to 2147483643)");
    }

    @ParameterizedTest
    @ValueSource(ints = {1024, Integer.MAX_VALUE - 4})
    void takesALimitThatIsJustWithinItsBounds(int maxFrameBytes) {
        assertThat(new FrameDecoder(maxFrameBytes)).isNotNull();
    }

    @Test
    void aSegmentIsReleasedWhereThereIsNoMemoryToGatherIt() {
        OutOfMemoryError none = new OutOfMemoryError("none left");
        byte[] ping = ping(100);
        server.receive(ping, 0, 10);
        server.with(new FullAllocator(none));
        ByteBuf rest = Unpooled.wrappedBuffer(ping, 10, ping.length - 10);

        assertThatThrownBy(() -> server.channel().writeInbound(rest)).isSameAs(none);
        assertThat(rest.refCnt()).isZero();
        assertThat(server.messages()).isEmpty();
    }

    private static List<Integer> range(int end) {
        List<Integer> numbers = new ArrayList<>();
        for (int i = 0; i < end; i++) {
            numbers.add(i);
        }
        return numbers;
    }

    private static byte[] ping(int length) {
        return frame(0x1F, 0, 1, "", "", new byte[length - 8]);
    }
}
