package io.confab.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.util.LeakPresenceDetector;
import java.lang.reflect.Modifier;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Frames as JSON objects, and back. */
class JsonFramesTest {

    private final CodecChannel server = CodecChannel.server();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
        LeakPresenceDetector.check();
    }

    @Test
    void everyCommandComesThroughAsJson() {
        Seeds.check(300, random -> {
            Command command = new RandomMessages(random).command();

            Message read = read(json(command));

            assertThat(read).usingRecursiveComparison().isEqualTo(command);
        });
    }

    @Test
    void everyReplyAndEventIsOneJsonObject() {
        Seeds.check(300, random -> {
            String json = json(new RandomMessages(random).serverMessage());

            Json.checkObject(json);
        });
    }

    @Test
    void saysAMessageFieldByField() {
        UUID id = UUID.fromString("6f1c3b52-8c39-4d5c-9c57-0f4f6c9a2b11");
        LoggedMessage message =
                new LoggedMessage("lab", "jack", 42, 1700, id, false, "„Hi“\n".getBytes(StandardCharsets.UTF_8));
        ByteBuf out = server.channel().alloc().buffer();

        JsonFrames.toJson(message, 7, true, out);

        assertThat(text(out))
                .isEqualTo("{\"type\":\"TEXT\",\"requestId\":7,\"source\":\"jack\",\"session\":\"lab\",\"sequence\":42,"
                        + "\"timestamp\":1700,\"messageId\":\"6f1c3b52-8c39-4d5c-9c57-0f4f6c9a2b11\",\"replay\":true,"
                        + "\"data\":\"„Hi“\\n\"}");
    }

    @Test
    void saysBytesThatAreNoTextInBase64() {
        LoggedMessage message = new LoggedMessage("lab", "jack", 1, 2, null, false, new byte[] {(byte) 0xFF, 0});
        ByteBuf out = server.channel().alloc().buffer();

        JsonFrames.toJson(message, 0, false, out);

        assertThat(text(out)).endsWith("\"timestamp\":2,\"base64\":\"/wA=\"}");
    }

    @Test
    void takesFieldsInAnyOrderAndPassesOverUnknownOnes() {
        Message read = read(
                "{\"data\":{\"after\":5},\"x\":[{\"y\":1}],\"session\":\"lab\",\"requestId\":9,\"type\":\"JOIN\"}");

        assertThat(read).isEqualTo(new JoinCommand(9, "", "lab", 5L));
    }

    @Test
    void takesTheLargestRequestId() {
        assertThat(read("{\"type\":\"LOGOUT\",\"requestId\":4294967295}")).isEqualTo(new LogoutCommand(-1, ""));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]|message: no JSON object",
                "{}|type: none",
                "{\"type\":5}|type: a number (expected: a string)",
                "{\"type\":\"PING\"} x|message: no JSON object",
                "{\"type\":\"PING\"}{}|message: more than a JSON object",
                "{\"type\":\"PING\",\"requestId\":-1}|requestId: -1 (expected: a whole number from 0 to",
                "{\"type\":\"PING\",\"requestId\":4294967296}|requestId: 4294967296 (exp",
                "{\"type\":\"PING\",\"requestId\":1.5}|requestId: 1.5 (exp",
                "{\"type\":\"TEXT\",\"messageId\":\"1-2-3-4-5\"}|messageId: 1-2-3-4-5 (expected: a UUID",
                "{\"type\":\"TEXT\",\"sequence\":1}|sequence: without timestamp",
                "{\"type\":\"TEXT\",\"data\":\"x\",\"base64\":\"eA==\"}|data: twice",
                "{\"type\":\"TEXT\",\"data\":[1]}|data: an array (expected: a string or an object)",
                "{\"type\":\"TEXT\",\"type\":\"PING\"}|message: a key twice (expected: each once)",
                "{\"type\":\"TEXT\",\"base64\":\"%%\"}|base64: something else (expected: base64)",
                "{\"type\":\"LOGIN\",\"source\":\"jill\",\"data\":4711}|data: a number (expected",
                "{\"type\":\"PING\",\"requestId\":\"4711\"}|requestId: a string (expected",
                "{\"type\":\"TEXT\",\"messageId\":\"x\"}|messageId: x (expected: a UUID",
                "{\"type\":\"TEXT\",\"replay\":1}|replay: a number (expected: true or false)",
            })
    void refusesWhatIsNoFrame(String json, String reason) {
        UndecodableFrame undecodable = (UndecodableFrame) read(json);

        assertThat(undecodable.code()).isEqualTo(NakCode.MALFORMED);
        assertThat(undecodable.reason()).startsWith(reason);
    }

    @Test
    void refusesANameThatIsTooLong() {
        UndecodableFrame undecodable =
                (UndecodableFrame) read("{\"type\":\"JOIN\",\"requestId\":3,\"session\":\"" + "n".repeat(256) + "\"}");

        assertThat(undecodable)
                .isEqualTo(new UndecodableFrame(3, NakCode.MALFORMED, "session: 256 bytes (expected: at most 255)"));
    }

    @Test
    void answersAnUnknownTypeByItsRequestId() {
        assertThat(read("{\"type\":\"DANCE\",\"requestId\":3}"))
                .isEqualTo(new UndecodableFrame(3, NakCode.UNSUPPORTED, "type: DANCE (expected: a known one)"));
        assertThat(read("{\"type\":\"0x7F\"}")).isInstanceOf(UndecodableFrame.class);
    }

    @Test
    void knowsEveryTypeByItsName() {
        List<MessageType> all = Arrays.stream(MessageType.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()) && field.getType() == MessageType.class)
                .map(field -> {
                    try {
                        return (MessageType) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                })
                .toList();

        assertThat(all).isNotEmpty().allSatisfy(type -> {
            assertThat(MessageType.named(type.name())).isSameAs(type);
            assertThat(MessageType.nameOf(type.code())).isEqualTo(type.name());
        });
        assertThat(MessageType.named("0x8A")).isEqualTo(MessageType.plugin(0x8A, "ROLL"));
        assertThat(MessageType.named("0xC0")).isNull();
        assertThat(MessageType.nameOf(0x8A)).isEqualTo("0x8A");
    }

    private String json(Message message) {
        ByteBuf frame = server.channel().alloc().buffer();
        ByteBuf out = server.channel().alloc().buffer();
        try {
            MessageEncoder.encode(message, frame);
            JsonFrames.toJson(frame, out);
            assertThat(frame.isReadable()).isFalse();
        } finally {
            frame.release();
        }
        return text(out);
    }

    private static String text(ByteBuf out) {
        try {
            return out.toString(StandardCharsets.UTF_8);
        } finally {
            out.release();
        }
    }

    private Message read(String json) {
        ByteBuf out = server.channel().alloc().buffer();
        try {
            UndecodableFrame undecodable = JsonFrames.toFrame(json, out);
            if (undecodable != null) {
                assertThat(out.isReadable()).isFalse();
                return undecodable;
            }
            byte[] frame = ByteBufUtil.getBytes(out);
            byte[] length = {0, (byte) (frame.length >> 16), (byte) (frame.length >> 8), (byte) frame.length};
            return server.decode(FrameBytes.concat(length, frame));
        } finally {
            out.release();
        }
    }
}
