package io.confab.gateway.classic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassicDecoderTest {

    private final ClassicDecoder decoder = new ClassicDecoder(ClassicNumbering.SEED);
    private final EmbeddedChannel channel = new EmbeddedChannel(decoder);

    ClassicDecoderTest() {
        channel.freezeTime();
    }

    @AfterEach
    void leavesNothingBehind() {
        channel.finishAndReleaseAll();
        LeakPresenceDetector.check();
    }

    @Test
    void readsAFrame() {
        receive("1:3:Bob:Jim");
        ClassicFrame frame = channel.readInbound();
        assertThat(frame.type()).isEqualTo(ClassicType.LOGIN);
        assertThat(frame.source()).isEqualTo("Bob");
        assertThat(frame.data()).asString(UTF_8).isEqualTo("Jim");
    }

    @ParameterizedTest
    @EnumSource(ClassicNumbering.class)
    void knowsEveryRequestOfANumbering(ClassicNumbering numbering) {
        for (ClassicType type : ClassicType.values()) {
            if (!type.isRequest() || numbering != ClassicNumbering.SEED && type == ClassicType.LOGOUT) {
                continue;
            }
            EmbeddedChannel client = new EmbeddedChannel(new ClassicDecoder(numbering));
            client.writeInbound(bytes(client, numbering.number(type) + ":2:jill:hi"));
            assertThat(client.<ClassicFrame>readInbound().type()).isEqualTo(type);
            client.finishAndReleaseAll();
        }
    }

    @Test
    void numbersAsTheTableSays() {
        assertThat(numbers(ClassicNumbering.SEED)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 10, 11, 12, 13, 14, 15);
        assertThat(numbers(ClassicNumbering.LAB0)).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
        assertThat(numbers(ClassicNumbering.LAB1)).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13);
    }

    private static List<Integer> numbers(ClassicNumbering numbering) {
        List<Integer> numbers = new ArrayList<>();
        for (ClassicType type : ClassicType.values()) {
            if (type != ClassicType.LOGOUT || numbering == ClassicNumbering.SEED) {
                numbers.add(numbering.number(type));
                assertThat(numbering.type(numbering.number(type))).isEqualTo(type);
            }
        }
        return numbers;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 588, 987, 1012, 1013, 1988, 2489})
    void skipsWhatFollowsAFrameWhereverItIsCut(int padding) {
        String stream = "1:3:jill:abc" + "\0".repeat(padding) + "12:11:jill:Hi:\n there!" + "\0".repeat(padding)
                + "\r\n13:0:jill:" + "\0".repeat(padding);
        List<String> whole = read(stream, stream.length());
        assertThat(whole)
                .containsExactly("LOGIN jill abc", "MESSAGE jill Hi:\n there!", "QUERY jill ")
                .hasSize(3);
        int step = padding > 1 ? 7 : 1;
        for (int at = 1; at < stream.length(); at += step) {
            assertThat(read(stream, at)).as("cut at %d", at).isEqualTo(whole);
        }
    }

    /** What a decoder makes of a stream that comes in two segments. */
    private static List<String> read(String stream, int cutAt) {
        EmbeddedChannel client = new EmbeddedChannel(new ClassicDecoder(ClassicNumbering.SEED));
        client.writeInbound(bytes(client, stream.substring(0, cutAt)));
        client.writeInbound(bytes(client, stream.substring(cutAt)));
        assertThat(client.isActive()).isTrue();
        List<String> frames = new ArrayList<>();
        for (ClassicFrame frame = client.readInbound(); frame != null; frame = client.readInbound()) {
            frames.add(frame.type() + " " + frame.source() + " " + new String(frame.data(), UTF_8));
        }
        client.finishAndReleaseAll();
        return frames;
    }

    @Test
    void readsAFrameByteByByte() {
        for (char c : "1:3:jill:abc\0\n12:2:jill:hi".toCharArray()) {
            receive(String.valueOf(c));
        }
        assertThat(frames()).containsExactly("LOGIN jill abc", "MESSAGE jill hi");
    }

    @Test
    void endsAFrameAtANulInIt() {
        receive("1:9:jill:abc\0" + "12:2:jill:hi");
        assertThat(frames()).containsExactly("LOGIN jill abc", "MESSAGE jill hi");
    }

    @Test
    void dropsWhatIsLeftOfAnEarlierFrame() {
        receive("1:3:jill:abc" + "defgh:12:2:no:no\0\0\0" + "12:2:jill:hi");
        assertThat(frames()).containsExactly("LOGIN jill abc", "MESSAGE jill hi");
        receive("13:0:1:fine ");
        receive("and more\0");
        receive("12:2:jill:ho");
        assertThat(frames()).containsExactly("QUERY 1 ", "MESSAGE jill ho");
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void closesWhereWhatIsLeftNeverEnds() {
        receive("1:3:jill:abc" + "x".repeat(ClassicDecoder.MAX_STALE_BYTES));
        assertThat(channel.isActive()).isTrue();
        receive("x\0" + "12:2:jill:hi");
        assertThat(channel.isActive()).isFalse();
        assertThat(frames()).containsExactly("LOGIN jill abc");
    }

    @Test
    void takesAFrameWhoseSizeIsOneTooLargeAfterASilence() {
        receive("12:23:Jack:Hello there, everybod");
        receive("y");
        wait(49);
        assertThat(frames()).isEmpty();
        wait(1);
        assertThat(frames()).containsExactly("MESSAGE Jack Hello there, everybody");
        receive("12:2:Jack:hi");
        assertThat(frames()).containsExactly("MESSAGE Jack hi");
    }

    @Test
    void waitsForTheRestOfAFrameThatIsStillComing() {
        receive("1:3:jill:a");
        wait(10_000);
        assertThat(frames()).isEmpty();
        receive("b");
        wait(49);
        receive("c");
        assertThat(frames()).containsExactly("LOGIN jill abc");
        wait(10_000);
        assertThat(frames()).isEmpty();
    }

    @Test
    void passesOverTheByteThatCameTooLate() {
        receive("1:3:jill:ab");
        wait(50);
        receive("c" + "12:2:jill:hi");
        assertThat(frames()).containsExactly("LOGIN jill ab", "MESSAGE jill hi");
    }

    @Test
    void countsNoSilenceWhileItDoesNotListen() {
        receive("1:3:jill:ab");
        channel.config().setAutoRead(false);
        wait(10_000);
        assertThat(frames()).isEmpty();
        channel.config().setAutoRead(true);
        wait(50);
        assertThat(frames()).containsExactly("LOGIN jill ab");
    }

    @Test
    void doesNotLoseAClientThatSendsNoNulsToWhatWasLeftOnce() {
        receive("1:3:jill:abc" + "left");
        wait(50);
        receive("12:2:jill:hi");
        assertThat(frames()).containsExactly("LOGIN jill abc", "MESSAGE jill hi");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1:4000000000:jill:",
                "1:4097:jill:",
                "1:-1:jill:",
                "1:000000000000001:jill:",
                "hello\n",
                "GET / HTTP/1.1\r\n",
                ":3:jill:abc",
                "1::jill:abc",
                "1:x:jill:abc",
                "111:3:jill:abc",
                "9:3:jill:abc",
                "2:3:jill:abc",
                "1:3:ji\0:abc"
            })
    void closesWhereTheFirstBytesAreNoFrame(String bytes) {
        receive(bytes + "\0001:3:jill:abc");
        assertThat(channel.isActive()).isFalse();
        assertThat(frames()).isEmpty();
    }

    @Test
    void closesAtALongNameBeforeItEnds() {
        receive("1:3:" + "j".repeat(FrameHeader.MAX_SOURCE_BYTES));
        assertThat(channel.isActive()).isTrue();
        receive("j");
        assertThat(channel.isActive()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"12:4000000000:jill:", "12:-1:jill:"})
    void closesAtAHostileHeaderAtAnyTime(String header) {
        receive("1:3:jill:abc");
        decoder.loggedIn();
        receive(header);
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void dropsFreeTextOfAClientThatHasLoggedIn() {
        receive("1:3:jill:abc\0");
        decoder.loggedIn();
        receive("what is left of this\0" + "2:3:jill:abc" + "12:2:jill:hi");
        assertThat(frames()).containsExactly("LOGIN jill abc", "MESSAGE jill hi");
        assertThat(channel.isActive()).isTrue();
    }

    private void receive(String bytes) {
        channel.writeInbound(bytes(channel, bytes));
    }

    private void wait(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
    }

    private List<String> frames() {
        List<String> frames = new ArrayList<>();
        for (ClassicFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            frames.add(frame.type() + " " + frame.source() + " " + new String(frame.data(), UTF_8));
        }
        return frames;
    }

    static ByteBuf bytes(EmbeddedChannel channel, String text) {
        return channel.alloc().buffer().writeBytes(text.getBytes(UTF_8));
    }
}
