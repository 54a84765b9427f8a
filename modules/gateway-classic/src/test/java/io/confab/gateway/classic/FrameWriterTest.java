package io.confab.gateway.classic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.LoggedMessage;
import io.confab.codec.ListResult;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrameWriterTest {

    private final ByteBuf out = Unpooled.buffer();

    @Test
    void writesTheExactFrameAndOneNul() {
        FrameWriter.write(out, 10, "jack", "Hi Jill: how are you?".getBytes(UTF_8));
        assertThat(out.toString(UTF_8)).isEqualTo("10:21:jack:Hi Jill: how are you?\0");
    }

    @Test
    void neverLeavesTheDataEmpty() {
        FrameWriter.write(out, 12, "jack", new byte[0]);
        assertThat(out.toString(UTF_8)).isEqualTo("12:1:jack: \0");
    }

    @Test
    void writesASpaceForANul() {
        FrameWriter.write(out, 12, "jack", "a\0b\0".getBytes(UTF_8));
        assertThat(out.toString(UTF_8)).isEqualTo("12:4:jack:a b \0");
    }

    @Test
    void cutsALongSourceBetweenTwoCharacters() {
        FrameWriter.write(out, 12, "a-name-of-20-letters", "x".getBytes(UTF_8));
        FrameWriter.write(out, 12, "ααααααααα", "x".getBytes(UTF_8));
        assertThat(out.toString(UTF_8)).isEqualTo("12:1:a-name-of-20-le:x\0" + "12:1:ααααααα:x\0");
    }

    @Test
    void cutsLongTextIntoSeveralFramesBetweenTwoCharacters() {
        for (String character : List.of("x", "α", "€", "😀")) {
            String text = "ab".substring(character.length() - 1) + character.repeat(2000);
            out.clear();
            FrameWriter.write(out, 12, "a-name-of-fifteen", text.getBytes(UTF_8));
            StringBuilder joined = new StringBuilder();
            for (String frame : frames()) {
                assertThat(frame.getBytes(UTF_8).length + 1).isLessThanOrEqualTo(500);
                String[] fields = frame.split(":", 4);
                assertThat(fields[3].getBytes(UTF_8)).hasSize(Integer.parseInt(fields[1]));
                assertThat(fields[3]).doesNotContain("\uFFFD");
                joined.append(fields[3]);
            }
            assertThat(joined.toString()).isEqualTo(text);
        }
    }

    @Test
    void cutsWhatIsNoUtf8Somewhere() {
        byte[] bytes = new byte[3000];
        java.util.Arrays.fill(bytes, (byte) 0x80);
        FrameWriter.write(out, 12, "jack", bytes);
        int total = 0;
        while (out.isReadable()) {
            String frame = out.toString(out.readerIndex(), 12, UTF_8);
            int size = Integer.parseInt(frame.split(":")[1]);
            int length = out.bytesBefore((byte) 0) + 1;
            assertThat(length).isLessThanOrEqualTo(500);
            total += size;
            out.skipBytes(length);
        }
        assertThat(total).isEqualTo(3000);
    }

    @Test
    void writesAMessageAsItsFormat() {
        LoggedMessage message = new LoggedMessage("lab", "jack", 7, 8, null, false, "Hi".getBytes(UTF_8));
        ClassicNumbering.LAB0.format().encode(message, 0, true, out);
        ClassicNumbering.SEED.format().encode(message, 0, false, out);
        assertThat(out.toString(UTF_8)).isEqualTo("10:2:jack:Hi\0" + "12:2:jack:Hi\0");
        assertThat(ClassicNumbering.LAB0.format().name()).isEqualTo("classic-lab0");
    }

    @Test
    void listsAsTheClassicServerDoes() {
        assertThat(QueryText.of(new ListResult(List.of(entry("a"), entry("b")), List.of("x", "y"), false)))
                .containsExactly("Active sessions | a, b, \nActive users | x, y, ");
        assertThat(QueryText.of(new ListResult(List.of(), List.of("x"), true)))
                .containsExactly("Active sessions | \nActive users | x, ..., ");
    }

    @Test
    void listsALotInSeveralFrames() {
        List<ListResult.Entry> sessions =
                IntStream.range(0, 100).mapToObj(i -> entry("session-" + i)).toList();
        List<String> users =
                IntStream.range(0, 100).mapToObj(i -> "Übersetzer-" + i).toList();
        List<String> texts = QueryText.of(new ListResult(sessions, users, false));
        assertThat(texts.size()).isBetween(5, 8);
        StringBuilder named = new StringBuilder();
        for (String text : texts) {
            assertThat(text).matches("Active sessions \\| ([^:]+, )*\nActive users \\| ([^:]+, )*");
            FrameWriter.write(out, 14, text);
            named.append(text);
        }
        assertThat(frames()).hasSameSizeAs(texts);
        assertThat(sessions).allSatisfy(session -> assertThat(named).contains(" " + session.name() + ", "));
        assertThat(users).allSatisfy(user -> assertThat(named).contains(" " + user + ", "));
    }

    private static ListResult.Entry entry(String name) {
        return new ListResult.Entry(name, 1, null, null);
    }

    private List<String> frames() {
        List<String> frames = new ArrayList<>();
        while (out.isReadable()) {
            frames.add(out.readCharSequence(out.bytesBefore((byte) 0), UTF_8).toString());
            out.skipBytes(1);
        }
        return frames;
    }
}
