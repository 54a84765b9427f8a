package io.confab.gateway.classic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/**
 * Any bytes at all, cut in two anywhere, from a client that has logged in or has not. Replays what lies in {@code
 * ClassicDecoderFuzzTestInputs} among the test resources; with {@code JAZZER_FUZZ=1} in the environment it looks for more:
 *
 * <pre>
 *  JAZZER_FUZZ=1 mvn test -pl modules/gateway-classic -am -Dtest=ClassicDecoderFuzzTest -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class ClassicDecoderFuzzTest {

    @AfterEach
    void leavesNothingBehind() {
        LeakPresenceDetector.check();
    }

    @FuzzTest(maxDuration = "60s")
    void decode(byte[] input) {
        boolean loggedIn = input.length > 0 && (input[0] & 1) == 0;
        List<String> whole = decode(input, input.length, loggedIn);
        int cutAt = input.length == 0 ? 0 : (input[input.length - 1] & 0xFF) % input.length;
        assertThat(decode(input, cutAt, loggedIn)).isEqualTo(whole);
    }

    /** What became of the bytes: the frames, and last whether the connection is closed. */
    private static List<String> decode(byte[] input, int cutAt, boolean loggedIn) {
        ClassicDecoder decoder = new ClassicDecoder(ClassicNumbering.SEED);
        if (loggedIn) {
            decoder.loggedIn();
        }
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        channel.freezeTime();
        receive(channel, input, 0, cutAt);
        receive(channel, input, cutAt, input.length);
        channel.advanceTimeBy(ClassicDecoder.SILENCE_MILLIS, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        List<String> became = new ArrayList<>();
        for (ClassicFrame frame = channel.readInbound(); frame != null; frame = channel.readInbound()) {
            assertThat(frame.type().isRequest()).isTrue();
            assertThat(frame.data())
                    .hasSizeLessThanOrEqualTo(FrameHeader.MAX_DATA_BYTES)
                    .doesNotContain(0);
            assertThat(frame.source()).doesNotContain(":", "\0");
            became.add(frame + " " + new String(frame.data(), UTF_8));
        }
        became.add(channel.isActive() ? "open" : "closed");
        channel.finishAndReleaseAll();
        return became;
    }

    private static void receive(EmbeddedChannel channel, byte[] input, int from, int to) {
        if (channel.isActive()) {
            channel.writeInbound(channel.alloc().buffer().writeBytes(input, from, to - from));
        }
    }
}
