package io.confab.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.util.LeakPresenceDetector;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Whatever bytes arrive, they are messages, and at the most one malformed frame, the last: nothing is thrown, nothing is
 * left over, and nothing larger is allocated than what a frame may take.
 */
class RandomBytesTest {

    private static final int LIMIT = FrameDecoder.MIN_MAX_FRAME_BYTES;
    private static final int RUNS = 1500;

    private final CountingAllocator allocator = new CountingAllocator();

    @AfterEach
    void leavesNothingBehind() {
        LeakPresenceDetector.check();
    }

    @Test
    void anyBytesGiveMessagesOrOneMalformedFrame() {
        Seeds.check(RUNS, random -> {
            byte[] bytes = new byte[random.nextInt(4 * LIMIT)];
            random.nextBytes(bytes);
            decodes(random, bytes);
        });
    }

    @Test
    void framesOfAnyBytesGiveMessagesOrOneMalformedFrame() {
        Seeds.check(RUNS, random -> {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int i = random.nextInt(20); i >= 0; i--) {
                byte[] body = new byte[random.nextInt(random.nextInt(4) == 0 ? LIMIT : 40)];
                random.nextBytes(body);
                if (body.length > 8) {
                    body[0] = (byte) (random.nextBoolean() ? 0x10 + random.nextInt(16) : random.nextInt(6));
                    body[1] &= 0x0F;
                    body[6] = 0;
                    body[7] = (byte) random.nextInt(4);
                }
                stream.writeBytes(FrameBytes.withLength(body));
            }
            decodes(random, stream.toByteArray());
        });
    }

    @Test
    void legalFramesWithBytesChangedGiveMessagesOrOneMalformedFrame() {
        Seeds.check(RUNS, random -> {
            byte[] bytes = legal(random);
            for (int i = random.nextInt(6); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            decodes(random, bytes);
        });
    }

    @Test
    void legalFramesWithBytesLostOrDoubledGiveMessagesOrOneMalformedFrame() {
        Seeds.check(RUNS, random -> {
            byte[] bytes = legal(random);
            int from = random.nextInt(bytes.length);
            int to = random.nextInt(bytes.length);
            ByteArrayOutputStream spliced = new ByteArrayOutputStream();
            spliced.write(bytes, 0, from);
            spliced.write(bytes, to, bytes.length - to);
            decodes(random, spliced.toByteArray());
        });
    }

    private static byte[] legal(Random random) {
        RandomMessages messages = new RandomMessages(random);
        try (CodecChannel writer = CodecChannel.client()) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int i = random.nextInt(5); i >= 0; i--) {
                stream.writeBytes(writer.encode(random.nextBoolean() ? messages.command() : messages.serverMessage()));
            }
            return stream.toByteArray();
        }
    }

    private void decodes(Random random, byte[] bytes) {
        for (boolean server : new boolean[] {true, false}) {
            try (CodecChannel channel = server ? CodecChannel.server(LIMIT) : CodecChannel.client(LIMIT)) {
                allocator.forget();
                channel.with(allocator);
                int segment = RandomSegments.receive(random, bytes, channel);
                onlyTheLastIsMalformed(channel.messages());
                assertThat(allocator.largest()).isLessThanOrEqualTo(FrameDecoder.LENGTH_BYTES + LIMIT + segment);
            }
        }
    }

    private static void onlyTheLastIsMalformed(List<Message> messages) {
        for (int i = 0; i < messages.size() - 1; i++) {
            boolean fatal = messages.get(i) instanceof UndecodableFrame undecodable && undecodable.fatal();
            assertThat(fatal).as("message %s of %s: fatal", i, messages.size()).isFalse();
        }
    }
}
