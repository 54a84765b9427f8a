package io.confab.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/**
 * Any bytes at all, cut in two anywhere. Replays what lies in {@code MessageCodecFuzzTestInputs} among the test
 * resources; with {@code JAZZER_FUZZ=1} in the environment it looks for more, one method at a time:
 *
 * <pre>
 *  JAZZER_FUZZ=1 mvn test -pl codec -am -Dtest=MessageCodecFuzzTest#server -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class MessageCodecFuzzTest {

    private static final int LIMIT = FrameDecoder.MIN_MAX_FRAME_BYTES;

    @AfterEach
    void leavesNothingBehind() {
        LeakPresenceDetector.check();
    }

    @FuzzTest(maxDuration = "60s")
    void server(byte[] input) {
        List<Message> whole = decode(CodecChannel.server(LIMIT), input, input.length);
        List<Message> cut = decode(CodecChannel.server(LIMIT), input, at(input));
        assertThat(cut).usingRecursiveComparison().isEqualTo(whole);
        for (Message message : whole) {
            if (message instanceof Command) {
                comesBack(message, CodecChannel.client(), CodecChannel.server());
            }
        }
    }

    @FuzzTest(maxDuration = "60s")
    void client(byte[] input) {
        List<Message> whole = decode(CodecChannel.client(LIMIT), input, input.length);
        List<Message> cut = decode(CodecChannel.client(LIMIT), input, at(input));
        assertThat(cut).usingRecursiveComparison().isEqualTo(whole);
        for (Message message : whole) {
            if (!(message instanceof UndecodableFrame)) {
                comesBack(message, CodecChannel.server(), CodecChannel.client());
            }
        }
    }

    // The first byte is always 0 in a legal stream, so the last one says where.
    private static int at(byte[] input) {
        return input.length == 0 ? 0 : (input[input.length - 1] & 0xFF) % input.length;
    }

    private static List<Message> decode(CodecChannel channel, byte[] input, int cutAt) {
        CountingAllocator allocator = new CountingAllocator();
        try (channel) {
            channel.with(allocator);
            List<Message> messages = new ArrayList<>();
            channel.receive(input, 0, cutAt);
            messages.addAll(channel.messages());
            channel.receive(input, cutAt, input.length - cutAt);
            messages.addAll(channel.messages());
            assertThat(allocator.largest())
                    .isLessThanOrEqualTo(FrameDecoder.LENGTH_BYTES + LIMIT + Math.max(1, input.length));
            for (int i = 0; i < messages.size() - 1; i++) {
                assertThat(messages.get(i) instanceof UndecodableFrame undecodable && undecodable.fatal())
                        .isFalse();
            }
            return messages;
        }
    }

    /** What was read can be written, and is read again as it was. */
    private static void comesBack(Message message, CodecChannel writer, CodecChannel reader) {
        try (writer;
                reader) {
            assertThat(reader.decode(writer.encode(message)))
                    .usingRecursiveComparison()
                    .isEqualTo(message);
        }
    }
}
