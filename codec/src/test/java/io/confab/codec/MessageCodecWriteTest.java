package io.confab.codec;

import static io.confab.codec.FrameBytes.concat;
import static io.confab.codec.FrameBytes.frame;
import static io.confab.codec.FrameBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.LoggedMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.EncoderException;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What becomes of messages that are written: when they leave, in how many buffers, and what their promises say. */
class MessageCodecWriteTest {

    private static final Message UNWRITABLE = new LeaveCommand(1, "", "n".repeat(256));

    @RegisterExtension
    final CodecChannel server = CodecChannel.server();

    private final EmbeddedChannel channel = server.channel();

    @Test
    void messagesBetweenTwoFlushesLeaveInOneBuffer() {
        ChannelFuture first = channel.write(new Ack(1));
        ChannelFuture second = channel.write(new Ack(2));
        ChannelFuture third = channel.write(
                new TextEvent(0, false, new LoggedMessage("lobby", "jill", 1, 2, null, false, utf8("hi"))));
        assertThat(server.sent()).isEmpty();
        assertThat(List.of(first.isDone(), second.isDone(), third.isDone())).containsOnly(false);

        channel.flush();

        assertThat(server.sent())
                .containsExactly(concat(
                        ack(1),
                        ack(2),
                        frame("16 01 00 00 00 00 04 'jill' 05 'lobby'"
                                + " 00 00 00 00 00 00 00 01 00 00 00 00 00 00 00 02 'hi'")));
        assertThat(List.of(first.isSuccess(), second.isSuccess(), third.isSuccess()))
                .containsOnly(true);
    }

    @Test
    void eachFlushHandsOnWhatWasWrittenSinceTheLastOne() {
        channel.writeAndFlush(new Ack(1));
        assertThat(server.sent()).containsExactly(ack(1));
        channel.flush();
        assertThat(server.sent()).isEmpty();
        channel.writeAndFlush(new Ack(2));
        assertThat(server.sent()).containsExactly(ack(2));
    }

    @Test
    void bytesPassInTheirPlaceAmongTheMessages() {
        channel.write(new Ack(1));
        ChannelFuture bytes = channel.write(channel.alloc().buffer().writeBytes(utf8("tail")));
        channel.write(new Ack(2));
        channel.flush();

        assertThat(server.sent()).containsExactly(ack(1), utf8("tail"), ack(2));
        assertThat(bytes.isSuccess()).isTrue();
    }

    @Test
    void manyMessagesAreHandedOnBeforeTheFlushSoThatWritabilitySeesThem() {
        ByteCounter counter = new ByteCounter();
        channel.pipeline().addFirst(counter);
        PingCommand ping = new PingCommand(0, "", new byte[2036]); // with its 12 bytes an eighth of 16 KiB
        for (int i = 0; i < 7; i++) {
            channel.write(ping);
        }
        assertThat(counter.bytes).isZero();
        channel.write(ping);
        assertThat(counter.bytes).isEqualTo(16 * 1024);
        channel.write(ping);
        assertThat(counter.bytes).isEqualTo(16 * 1024);
        channel.flush();
        assertThat(counter.bytes).isEqualTo(18 * 1024);
    }

    @Test
    void aMessageThatCannotBeWrittenFailsItsOwnPromiseOnly() {
        ChannelFuture first = channel.write(new Ack(1));
        ChannelFuture unwritable = channel.write(UNWRITABLE);
        ChannelFuture last = channel.write(new Ack(2));
        assertThat(unwritable.cause())
                .isInstanceOf(EncoderException.class)
                .hasMessage("message: io.confab.codec.LeaveCommand")
                .hasRootCauseMessage("session: 256 bytes (expected: at most 255)");

        channel.flush();

        assertThat(server.sent()).containsExactly(concat(ack(1), ack(2)));
        assertThat(first.isSuccess()).isTrue();
        assertThat(last.isSuccess()).isTrue();
    }

    @Test
    void aMessageThatCannotBeWrittenLeavesNoBufferWhereItIsTheOnlyOne() {
        assertThat(channel.write(UNWRITABLE).cause()).isInstanceOf(EncoderException.class);
        channel.flush();
        assertThat(server.sent()).isEmpty();
    }

    @Test
    void everyMessageThatIsOfNoKnownKindIsRefused() {
        for (Message message : List.of(new StrangeCommand(), new StrangeEvent(), new StrangeNotice(), new Strange())) {
            assertThat(channel.write(message).cause())
                    .isInstanceOf(EncoderException.class)
                    .rootCause()
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(message.getClass().getName())
                    .hasMessageEndingWith("(expected: a known one)");
        }
    }

    @Test
    void aVoidPromiseIsEnough() {
        channel.write(new Ack(1), channel.voidPromise());
        channel.write(new Ack(2), channel.voidPromise());
        channel.flush();
        assertThat(server.sent()).containsExactly(concat(ack(1), ack(2)));
    }

    @Test
    void aVoidPromiseTellsThePipelineWhatCannotBeWritten() {
        channel.write(UNWRITABLE, channel.voidPromise());
        assertThatThrownBy(channel::checkException)
                .isInstanceOf(EncoderException.class)
                .hasMessage("message: io.confab.codec.LeaveCommand");
    }

    @Test
    void everyPromiseLearnsThatTheBufferCouldNotBeWritten() {
        IOException full = new IOException("full");
        channel.pipeline().addFirst(new Refuser(full));
        ChannelFuture alone = channel.writeAndFlush(new Ack(1));
        ChannelFuture first = channel.write(new Ack(2));
        ChannelFuture second = channel.write(new Ack(3));
        channel.flush();

        assertThat(List.of(alone.cause(), first.cause(), second.cause())).containsOnly(full);
    }

    @Test
    void aMessageThatWasWrittenIsNotCalledBackByItsPromise() {
        ChannelPromise promise = channel.newPromise();
        channel.write(new Ack(1), promise);
        channel.write(new Ack(2), channel.voidPromise());
        assertThat(promise.cancel(false)).isFalse();
        channel.flush();

        assertThat(server.sent()).containsExactly(concat(ack(1), ack(2)));
        assertThat(promise.isSuccess()).isTrue();
    }

    @Test
    void aCloseSendsWhatWasWrittenBefore() {
        ChannelFuture written = channel.write(new Ack(1));
        ChannelFuture closed = channel.close();

        assertThat(server.sent()).containsExactly(ack(1));
        assertThat(written.isSuccess()).isTrue();
        assertThat(closed.isSuccess()).isTrue();
    }

    @Test
    void aConnectionThatIsLostFailsWhatWasWrittenAndReleasesIt() {
        ChannelFuture first = channel.write(new Ack(1));
        ChannelFuture second = channel.write(new Ack(2));
        channel.write(new Ack(3), channel.voidPromise());
        channel.unsafe().close(channel.unsafe().voidPromise());
        channel.runPendingTasks();

        assertThat(first.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(second.cause()).isInstanceOf(ClosedChannelException.class);
        assertThat(server.sent()).isEmpty();
    }

    @Test
    void aCodecThatIsTakenOutFailsWhatWasWrittenAndReleasesIt() {
        ChannelFuture written = channel.write(new Ack(1));
        channel.pipeline().remove(MessageCodec.class);

        assertThat(written.cause()).isInstanceOf(ClosedChannelException.class);
        channel.flush();
        assertThat(server.sent()).isEmpty();
    }

    @Test
    void aCodecThatIsTakenOutReleasesWhatNobodyWaitsFor() {
        channel.write(new Ack(1), channel.voidPromise());
        channel.pipeline().remove(MessageCodec.class);
        channel.flush();
        assertThat(server.sent()).isEmpty();
    }

    private static byte[] ack(int requestId) {
        return frame(0x01, 0, requestId, "", "", new byte[0]);
    }

    /** Counts what reaches the channel. */
    private static final class ByteCounter extends ChannelOutboundHandlerAdapter {

        int bytes;

        @Override
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
            bytes += ((ByteBuf) msg).readableBytes();
            ctx.write(msg, promise);
        }
    }

    /** Writes nothing. */
    private static final class Refuser extends ChannelOutboundHandlerAdapter {

        private final IOException cause;

        Refuser(IOException cause) {
            this.cause = cause;
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
            ((ByteBuf) msg).release();
            promise.setFailure(cause);
        }
    }

    private record StrangeCommand() implements Command {
        @Override
        public MessageType type() {
            return MessageType.JOIN;
        }

        @Override
        public int requestId() {
            return 0;
        }

        @Override
        public String source() {
            return "";
        }

        @Override
        public String session() {
            return "";
        }
    }

    private record StrangeEvent() implements Event {
        @Override
        public MessageType type() {
            return MessageType.TEXT;
        }

        @Override
        public int requestId() {
            return 0;
        }
    }

    private record StrangeNotice() implements Notice {
        @Override
        public String session() {
            return "";
        }
    }

    private record Strange() implements Message {
        @Override
        public MessageType type() {
            return MessageType.TEXT;
        }

        @Override
        public int requestId() {
            return 0;
        }
    }
}
