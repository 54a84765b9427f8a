package io.confab.codec;

import static io.confab.codec.FrameBytes.bytes;
import static io.confab.codec.FrameBytes.concat;
import static io.confab.codec.FrameBytes.frame;
import static io.confab.codec.FrameBytes.utf8;
import static io.confab.codec.FrameBytes.withLength;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.confab.api.NakCode;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a frame gets that is no message, whatever is wrong with it. */
class UndecodableFrameTest {

    private static final byte[] PING = frame(0x1F, 0, 99, "", "", new byte[0]);

    private static final int JSON = 0x04;

    @RegisterExtension
    final CodecChannel server = CodecChannel.server();

    @RegisterExtension
    final CodecChannel client = CodecChannel.client();

    // --- frames that are cut short

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7})
    void aLengthBelow8IsMalformed(int length) {
        byte[] body = Arrays.copyOf(bytes("13 00 00 00 00 07 00"), length);
        assertMalformed(withLength(body), length < 6 ? 0 : 7, "length: " + length + " (expected: 8 or more)");
    }

    static Stream<Arguments> fieldsPastTheEnd() {
        return Stream.of(
                arguments("13 00 00 00 00 07  03 'ab'", "source: 2 bytes (expected: 3)"),
                arguments("13 00 00 00 00 07  02 'ab'", "session: 0 bytes (expected: 1)"),
                arguments("13 00 00 00 00 07  ff 'ab'", "source: 2 bytes (expected: 255)"),
                arguments("13 00 00 00 00 07  00 01", "session: 0 bytes (expected: 1)"),
                arguments("13 00 00 00 00 07  01 'a' 05 'lobb'", "session: 4 bytes (expected: 5)"),
                arguments("16 01 00 00 00 07  00 00", "stamp: 0 bytes (expected: 16)"),
                arguments("16 01 00 00 00 07  00 00  '123456789012345'", "stamp: 15 bytes (expected: 16)"),
                arguments("16 02 00 00 00 07  00 00  '123456789012345'", "messageId: 15 bytes (expected: 16)"),
                arguments("16 03 00 00 00 07  00 00  '1234567890123456' 00", "messageId: 1 bytes (expected: 16)"));
    }

    @ParameterizedTest
    @MethodSource("fieldsPastTheEnd")
    void aFieldPastTheEndIsMalformed(String dump, String reason) {
        assertMalformed(frame(dump), 7, reason);
    }

    @Test
    void aFieldThatEndsWithTheFrameIsNot() {
        byte[] stamped = frame("16 01 00 00 00 07  00 00  '1234567890123456'");
        byte[] identified = frame("16 02 00 00 00 07  00 00  '1234567890123456'");
        assertThat(server.decode(stamped)).isInstanceOf(TextCommand.class);
        assertThat(server.decode(identified)).isInstanceOf(TextCommand.class);
    }

    // --- text that is no UTF-8

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // a byte that only continues
                "c3", // a character that is cut off
                "c0 80", // NUL, longer than it has to be
                "e0 80 af", // a slash, longer than it has to be
                "ed a0 80", // a lone surrogate
                "f4 90 80 80", // beyond the last code point
                "ff",
                "'lobby' fe"
            })
    void badUtf8IsMalformedInEveryText(String text) {
        byte[] bad = bytes(text);
        byte[] length = {(byte) bad.length};

        assertThat(decodedAnew(withLength(concat(bytes("13 00 00 00 00 07"), length, bad, bytes("00")))))
                .isEqualTo(malformed(7, "source: " + bad.length + " bytes (expected: UTF-8)"));
        assertThat(decodedAnew(withLength(concat(bytes("13 00 00 00 00 07 00"), length, bad))))
                .isEqualTo(malformed(7, "session: " + bad.length + " bytes (expected: UTF-8)"));
        for (int type : new int[] {0x10, 0x12, 0x13, 0x15, 0x16, 0x17, 0x18, 0x1F, 0x80}) {
            byte[] json = concat(utf8("{\"a\":\""), bad, utf8("\"}"));
            assertThat(decodedAnew(frame(type, JSON, 7, "", "", json)))
                    .isEqualTo(malformed(7, "data: " + json.length + " bytes (expected: UTF-8)"));
        }
    }

    // --- data where there is none, or of another kind

    @ParameterizedTest
    @CsvSource({"0x11, 0x00", "0x11, 0x04", "0x14, 0x00", "0x14, 0x04"})
    void trailingDataIsMalformed(int type, int flags) {
        assertMalformed(frame(type, flags, 7, "", "lobby", utf8("{}")), 7, "trailing bytes: 2 (expected: 0)");
    }

    @ParameterizedTest
    @ValueSource(ints = {0x12, 0x13, 0x15, 0x17, 0x18})
    void dataThatIsNotDeclaredAsJsonIsMalformed(int type) {
        assertMalformed(frame(type, 0, 7, "", "lobby", utf8("{}")), 7, "data: plain text (expected: a JSON object)");
    }

    @Test
    void aDirectWithoutDataIsMalformed() {
        assertMalformed(frame(0x18, 0, 7, "", "", new byte[0]), 7, "data: plain text (expected: a JSON object)");
    }

    // --- JSON

    static Stream<Arguments> jsonThatIsNoObject() {
        return IntStream.of(0x10, 0x12, 0x13, 0x15, 0x16, 0x17, 0x18, 0x1F, 0x80, 0xBF)
                .boxed()
                .flatMap(type -> Stream.of(
                                "",
                                " ",
                                "[]",
                                "[{}]",
                                "null",
                                "true",
                                "5",
                                "\"\"",
                                "\"{}\"",
                                "{",
                                "}",
                                "{]",
                                "{a:1}",
                                "{'a':1}",
                                "{\"a\":1,}",
                                "{\"a\":01}",
                                "{\"a\":NaN}",
                                "{\"a\":hunter2}",
                                "{\"a\":1,\"a\":2}",
                                "{\"a\":\"\n\"}",
                                "{} x",
                                "{}{}",
                                "{}]",
                                "{}/**/",
                                "\uFEFF{}")
                        .map(json -> arguments(type, json)));
    }

    @ParameterizedTest
    @MethodSource("jsonThatIsNoObject")
    void jsonThatIsNotOneObjectIsMalformed(int type, String json) {
        byte[] frame = frame(type, JSON, 7, "", "lobby", utf8(json));
        server.receive(frame, PING);
        List<Message> messages = server.messages();

        assertThat(messages).hasSize(1);
        assertThat(messages.get(0)).isInstanceOfSatisfying(UndecodableFrame.class, undecodable -> {
            assertThat(undecodable.code()).isEqualTo(NakCode.MALFORMED);
            assertThat(undecodable.requestId()).isEqualTo(7);
            assertThat(undecodable.reason())
                    .startsWith("data: ")
                    .contains("(expected: ")
                    .doesNotContain("hunter2");
        });
    }

    @ParameterizedTest
    @ValueSource(ints = {0x10, 0x12, 0x13, 0x15, 0x16, 0x17, 0x18, 0x80})
    void jsonThatIsTooDeepIsMalformed(int type) {
        String reason = "data: too deep, or a key or number too long (expected: at most 32 levels)";
        for (String json : new String[] {nested(32), nested(10_000), "{\"a\":" + "[".repeat(60_000)}) {
            assertThat(decodedAnew(frame(type, JSON, 7, "", "lobby", utf8(json))))
                    .isEqualTo(malformed(7, reason));
        }
    }

    @Test
    void jsonOf32LevelsIsFine() {
        assertThat(server.decode(frame(0x12, JSON, 7, "", "lobby", utf8(nested(31)))))
                .isEqualTo(new CreateCommand(7, "", "lobby", SessionOptions.DEFAULT));
        assertThat(server.decode(frame(0x16, JSON, 7, "", "lobby", utf8(nested(31)))))
                .isInstanceOf(TextCommand.class);
    }

    @Test
    void muchJsonWithKeysThatAreUnknownIsPassedOver() {
        StringBuilder json = new StringBuilder("{\"after\":5");
        for (int i = 0; json.length() < 60_000; i++) {
            json.append(",\"key").append(i).append("\":[true,{\"x\":null}]");
        }
        json.append('}');

        assertThat(server.decode(frame(0x13, JSON, 7, "", "lobby", utf8(json.toString()))))
                .isEqualTo(new JoinCommand(7, "", "lobby", 5L));
    }

    @Test
    void keysWithOneHashAreKeysLikeAnyOther() {
        StringBuilder json = new StringBuilder("{\"after\":5");
        for (int i = 0;
                i < 2048;
                i++) { // "Ab" and "BA" weigh the same in hash * 33 + c, and so does all that is made of them
            json.append(",\"");
            for (int bit = 0; bit < 11; bit++) {
                json.append((i >> bit & 1) == 0 ? "Ab" : "BA");
            }
            json.append("\":1");
        }
        json.append('}');

        assertThat(server.decode(frame(0x13, JSON, 7, "", "lobby", utf8(json.toString()))))
                .isEqualTo(new JoinCommand(7, "", "lobby", 5L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "0x10 | {}                          | mechanism: none (expected: one)",
                "0x10 | {\"mechanism\":null}        | mechanism: none (expected: one)",
                "0x10 | {\"mechanism\":5}           | mechanism: WRONG a string",
                "0x10 | {\"mechanism\":true}        | mechanism: WRONG a string",
                "0x10 | {\"mechanism\":[\"token\"]} | mechanism: WRONG a string",
                "0x12 | {\"durable\":1}             | durable: WRONG true or false",
                "0x12 | {\"durable\":\"true\"}      | durable: WRONG true or false",
                "0x12 | {\"topic\":5}               | topic: WRONG a string",
                "0x12 | {\"topic\":1.5}             | topic: WRONG a string",
                "0x12 | {\"topic\":false}           | topic: WRONG a string",
                "0x12 | {\"topic\":{}}              | topic: WRONG a string",
                "0x12 | {\"capacity\":\"5\"}        | capacity: WRONG a whole number",
                "0x12 | {\"capacity\":1.0}          | capacity: WRONG a whole number",
                "0x12 | {\"capacity\":2147483648}   | capacity: too large a number (expected: a smaller one)",
                "0x12 | {\"capacity\":0}            | capacity: 0 (expected: 1 or more)",
                "0x12 | {\"capacity\":-3}           | capacity: -3 (expected: 1 or more)",
                "0x13 | {\"after\":\"5\"}           | after: WRONG a whole number",
                "0x13 | {\"after\":\"\"}            | after: WRONG a whole number",
                "0x13 | {\"after\":5.0}             | after: WRONG a whole number",
                "0x13 | {\"after\":1e2}             | after: WRONG a whole number",
                "0x13 | {\"after\":true}            | after: WRONG a whole number",
                "0x13 | {\"after\":[5]}             | after: WRONG a whole number",
                "0x13 | {\"after\":9223372036854775808} | after: too large a number (expected: a smaller one)",
                "0x13 | {\"after\":-1}              | after: -1 (expected: 0 or more)",
                "0x15 | {\"after\":5}               | after: WRONG a string",
                "0x15 | {\"limit\":\"5\"}           | limit: WRONG a whole number",
                "0x15 | {\"limit\":0}               | limit: 0 (expected: 1 or more)",
                "0x15 | {\"limit\":-1}              | limit: -1 (expected: 1 or more)",
                "0x17 | {\"before\":-1}             | before: -1 (expected: 0 or more)",
                "0x17 | {\"after\":-2}              | after: -2 (expected: 0 or more)",
                "0x17 | {\"limit\":0}               | limit: 0 (expected: 1 or more)",
                "0x17 | {\"limit\":4294967296}      | limit: too large a number (expected: a smaller one)",
                "0x18 | {}                          | data: no to or no text (expected: both)",
                "0x18 | {\"to\":\"jack\"}           | data: no to or no text (expected: both)",
                "0x18 | {\"text\":\"hi\"}           | data: no to or no text (expected: both)",
                "0x18 | {\"to\":5,\"text\":\"hi\"}  | to: WRONG a string",
                "0x18 | {\"to\":\"jack\",\"text\":[]} | text: WRONG a string",
            })
    void aKeyThatIsWrongIsMalformed(int type, String json, String reason) {
        assertMalformed(
                frame(type, JSON, 7, "", "", utf8(json)),
                7,
                reason.replaceFirst("WRONG (.*)", "missing or of a wrong type (expected: $1)"));
    }

    @Test
    void aBoundOfOneOrNoneIsRight() {
        assertThat(server.decode(frame(0x12, JSON, 7, "", "a", utf8("{\"capacity\":1,\"topic\":null}"))))
                .isEqualTo(new CreateCommand(7, "", "a", new SessionOptions(null, null, 1)));
        assertThat(server.decode(frame(0x15, JSON, 7, "", "a", utf8("{\"limit\":1}"))))
                .isEqualTo(new ListCommand(7, "", "a", null, 1));
        assertThat(server.decode(frame(0x17, JSON, 7, "", "a", utf8("{\"before\":0,\"after\":0,\"limit\":1}"))))
                .isEqualTo(new HistoryCommand(7, "", "a", 0L, 0L, 1));
        assertThat(server.decode(frame(0x13, JSON, 7, "", "a", utf8("{\"after\":9223372036854775807}"))))
                .isEqualTo(new JoinCommand(7, "", "a", Long.MAX_VALUE));
    }

    // --- what a client refuses

    static Stream<Arguments> framesNoServerSends() {
        return Stream.of(
                arguments("02 00 00 00 00 07 00 00", "data: plain text (expected: a JSON object)"),
                arguments("02 04 00 00 00 07 00 00 '{}'", "code: none (expected: one)"),
                arguments(
                        "02 04 00 00 00 07 00 00 '{\"code\":\"no such\"}'", "code: no such (expected: A-Z, 0-9 and _)"),
                arguments("02 04 00 00 00 07 00 00 '{\"code\":\"\"}'", "code:  (expected: A-Z, 0-9 and _)"),
                arguments("03 00 00 00 00 07 00 00 '{}'", "data: plain text (expected: a JSON object)"),
                arguments("03 04 00 00 00 07 00 00 '{}'", "event: none (expected: a name)"),
                arguments(
                        "03 04 00 00 00 07 00 00 '{\"event\":\"presence\"}'",
                        "members: missing or of a wrong type (expected: a whole number)"),
                arguments(
                        "03 04 00 00 00 07 00 00 '{\"event\":\"presence\",\"joined\":[null],\"members\":1}'",
                        "data: null as a name (expected: a string)"),
                arguments(
                        "03 04 00 00 00 07 00 00 '{\"event\":\"lagged\",\"from\":1}'",
                        "to: missing or of a wrong type (expected: a whole number)"),
                arguments(
                        "03 04 00 00 00 07 00 00 '{\"event\":\"shutdown\"}'",
                        "reconnectAfter: missing or of a wrong type (expected: a whole number)"),
                arguments("03 04 00 00 00 07 00 00 ff", "data: 1 bytes (expected: UTF-8)"),
                arguments(
                        "03 04 00 00 00 07 00 00 '\"presence\"'",
                        "data: no JSON object, or more than one (expected: one)"),
                arguments("03 04 00 00 00 07 00 00 'null'", "data: null (expected: a JSON object)"),
                arguments("01 04 00 00 00 07 00 00 '[]'", "data: no JSON object (expected: one)"),
                arguments(
                        "01 04 00 00 00 07 00 00 '{} 1'",
                        "data: more than a JSON object (expected: nothing behind it)"),
                arguments("16 00 00 00 00 07 00 00 'hi'", "flags: 0 (expected: STAMPED)"),
                arguments("18 00 00 00 00 07 00 00 'hi'", "flags: 0 (expected: STAMPED)"),
                arguments("18 01 00 00 00 07 00 00 '1234567890123456' ff", "data: 1 bytes (expected: UTF-8)"));
    }

    @ParameterizedTest
    @MethodSource("framesNoServerSends")
    void aClientRefusesWhatIsMalformedToo(String dump, String reason) {
        client.receive(concat(frame(dump), PING));
        assertThat(client.messages()).containsExactly(malformed(7, reason));
    }

    // --- what is whole but unknown

    @ParameterizedTest
    @ValueSource(ints = {0x10, 0x20, 0x40, 0x80, 0xF0})
    void anUnknownFlagIsUnsupportedAndTheConnectionStays(int flag) {
        server.receive(concat(
                frame(0x16, flag, 0xFFFF_FFFE, "", "lobby", utf8("x")),
                frame(0x16, flag | 0x0F, 5, "", "lobby", utf8("x")), // what it means is not looked at
                frame(0xEE, flag, 6, "", "", new byte[0]),
                PING));

        String reason = String.format("flags: 0x%02X (expected: known ones)", flag);
        assertThat(server.messages())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(
                        unsupported(0xFFFF_FFFE, reason),
                        unsupported(5, reason),
                        unsupported(6, reason),
                        new PingCommand(99, "", new byte[0]));
    }

    static IntStream typesNoClientSends() {
        return IntStream.range(0, 256)
                .filter(type -> !(type == 0x01
                        || type >= 0x10 && type <= 0x18
                        || type == 0x1F
                        || type >= 0x20 && type <= 0x25
                        || type >= 0x80 && type <= 0xBF));
    }

    @ParameterizedTest
    @MethodSource("typesNoClientSends")
    void anUnknownTypeIsUnsupportedAndTheConnectionStays(int type) {
        server.receive(concat(frame(type, 0, 0x80000000, "jill", "lobby", utf8("x")), PING));

        assertThat(server.messages())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(unsupported(0x80000000, reason(type)), new PingCommand(99, "", new byte[0]));
    }

    private static String reason(int type) {
        return switch (type) {
            case 0x02 -> "type: NAK (expected: one that goes in this direction)";
            case 0x03 -> "type: EVENT (expected: one that goes in this direction)";
            case 0x10 -> "type: LOGIN (expected: one that goes in this direction)";
            case 0x13 -> "type: JOIN (expected: one that goes in this direction)";
            default -> String.format("type: 0x%02X (expected: a known one)", type);
        };
    }

    @Test
    void eitherSideKnowsThePingOfTheServerAndItsAnswer() {
        client.receive(frame(0x1F, 0, 7, "", "", utf8("x")));
        server.receive(frame(0x01, 0, 7, "", "", utf8("x")));

        assertThat(client.messages())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new PingCommand(7, "", utf8("x")));
        assertThat(server.messages()).containsExactly(new PingReply(7, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x00, 0x10, 0x13, 0x7F, 0xC0, 0xFF})
    void aClientPassesOverTypesThatItDoesNotKnow(int type) {
        client.receive(concat(frame(type, 0, 7, "", "", utf8("x")), frame(0x01, 0, 8, "", "", new byte[0])));

        assertThat(client.messages())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(unsupported(7, reason(type)), new Ack(8));
    }

    @Test
    void anUnknownTypeIsMalformedWhereItsFieldsAre() {
        assertMalformed(frame("7f 00 00 00 00 07 05 00"), 7, "source: 1 bytes (expected: 5)");
    }

    @Test
    void aFrameThatIsMalformedIsTheLastOne() {
        byte[] bad = frame("13 00 00 00 00 07 05 00");
        server.receive(concat(PING, bad, PING, bad), PING, bad, bytes("ff ff ff ff 00"), PING);

        assertThat(server.messages())
                .usingRecursiveFieldByFieldElementComparator()
                .containsExactly(new PingCommand(99, "", new byte[0]), malformed(7, "source: 1 bytes (expected: 5)"));
    }

    @Test
    void onlyWhatIsMalformedIsFatal() {
        assertThat(malformed(1, "x").fatal()).isTrue();
        assertThat(unsupported(1, "x").fatal()).isFalse();
        assertThat(malformed(1, "x").type()).isEqualTo(MessageType.NAK);
    }

    private static String nested(int levels) {
        return "{\"a\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
    }

    /** The frame is answered as told, and what comes behind it in the same segment and later is not looked at. */
    private void assertMalformed(byte[] frame, int requestId, String reason) {
        server.receive(concat(frame, PING), PING);
        assertThat(server.messages()).containsExactly(malformed(requestId, reason));
    }

    private static Message decodedAnew(byte[] frame) {
        try (CodecChannel other = CodecChannel.server()) {
            return other.decode(frame);
        }
    }

    private static UndecodableFrame malformed(int requestId, String reason) {
        return new UndecodableFrame(requestId, NakCode.MALFORMED, reason);
    }

    private static UndecodableFrame unsupported(int requestId, String reason) {
        return new UndecodableFrame(requestId, NakCode.UNSUPPORTED, reason);
    }
}
