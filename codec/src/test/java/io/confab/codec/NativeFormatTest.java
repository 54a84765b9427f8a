package io.confab.codec;

import static io.confab.codec.FrameBytes.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.LoggedMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NativeFormatTest {

    private static final NativeFormat FORMAT = NativeFormat.INSTANCE;

    @AfterEach
    void leavesNothingBehind() {
        LeakPresenceDetector.check();
    }

    @Test
    void isCalledNative() {
        assertThat(FORMAT.name()).isEqualTo("native");
    }

    @Test
    void aMessageIsATextFrame() {
        LoggedMessage message = new LoggedMessage("lobby", "jill", 5, 6, new UUID(1, 2), true, utf8("{}"));
        ByteBuf out = ByteBufAllocator.DEFAULT.buffer();
        try {
            FORMAT.encode(message, 9, true, out);
            assertThat(ByteBufUtil.getBytes(out)).isEqualTo(FrameBytes.frame("""
                    16                       # type: TEXT
                    0f                       # flags: STAMPED, IDENTIFIED, JSON, REPLAY
                    00 00 00 09              # requestId: of the HISTORY
                    04 'jill'                # source
                    05 'lobby'               # session
                    00 00 00 00 00 00 00 05  # sequence
                    00 00 00 00 00 00 00 06  # timestamp
                    00 00 00 00 00 00 00 01  # messageId
                    00 00 00 00 00 00 00 02
                    '{}'                     # data
                    """));
        } finally {
            out.release();
        }
    }

    @Test
    void whatIsEncodedCanBeReadBackWhereverItStands() {
        Seeds.check(200, random -> {
            RandomMessages messages = new RandomMessages(random);
            List<LoggedMessage> written = new ArrayList<>();
            List<Integer> starts = new ArrayList<>();
            ByteBuf out = ByteBufAllocator.DEFAULT.buffer().writeZero(random.nextInt(5));
            try {
                for (int i = random.nextInt(6); i >= 0; i--) {
                    LoggedMessage message = messages.logged();
                    written.add(message);
                    starts.add(out.writerIndex());
                    FORMAT.encode(message, random.nextInt(), random.nextBoolean(), out);
                    assertThat(out.writerIndex() - starts.get(starts.size() - 1))
                            .isLessThanOrEqualTo(NativeFormat.maxBytes(message));
                }
                starts.add(out.writerIndex());
                int readerIndex = out.readerIndex();
                for (int i = 0; i < written.size(); i++) {
                    int at = starts.get(i);
                    LoggedMessage message = written.get(i);
                    assertThat(NativeFormat.bytes(out, at)).isEqualTo(starts.get(i + 1) - at);
                    assertThat(NativeFormat.sequence(out, at)).isEqualTo(message.sequence());
                    assertThat(NativeFormat.decode(out, at))
                            .usingRecursiveComparison()
                            .isEqualTo(message);
                }
                assertThat(out.readerIndex()).isEqualTo(readerIndex);
            } finally {
                out.release();
            }
        });
    }

    @Test
    void maxBytesIsRoomEnoughInABufferThatCannotGrow() {
        Seeds.check(200, random -> {
            LoggedMessage message = new RandomMessages(random).logged();
            int maxBytes = NativeFormat.maxBytes(message);
            ByteBuf out = ByteBufAllocator.DEFAULT.buffer(maxBytes, maxBytes);
            try {
                FORMAT.encode(message, 0, false, out);
                assertThat(NativeFormat.decode(out, 0))
                        .usingRecursiveComparison()
                        .isEqualTo(message);
            } finally {
                out.release();
            }
        });
    }

    @Test
    void maxBytesIsNotMoreThanTheLargestEncodingNeeds() {
        String widest = "\uFFFD".repeat(85); // three bytes each
        LoggedMessage message = new LoggedMessage(widest, widest, 1, 1, new UUID(1, 1), false, new byte[100]);
        ByteBuf out = ByteBufAllocator.DEFAULT.buffer();
        try {
            FORMAT.encode(message, 0, false, out);
            assertThat(out.readableBytes()).isEqualTo(NativeFormat.maxBytes(message));
        } finally {
            out.release();
        }
    }

    @Test
    void aNameThatItsLengthByteCannotTellIsRefused() {
        ByteBuf out = ByteBufAllocator.DEFAULT.buffer();
        try {
            LoggedMessage message = new LoggedMessage("n".repeat(256), "jill", 1, 1, null, false, new byte[0]);
            assertThatThrownBy(() -> FORMAT.encode(message, 0, false, out))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("session: 256 bytes (expected: at most 255)");
        } finally {
            out.release();
        }
    }
}
