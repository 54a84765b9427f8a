package io.confab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextPayloadTest {

    @ParameterizedTest
    @ValueSource(ints = {32, 33, 40, 100, 1024})
    void carriesWhatItWasGivenAndShowsWhenAByteChanged(int bytes) {
        ByteBuf buffer = Unpooled.buffer();
        buffer.writeByte(7);
        TextPayload.write(buffer, 3, 70_000, 123_456_789_012_345_678L, bytes);

        assertThat(buffer.readableBytes()).isEqualTo(1 + bytes);
        assertThat(buffer.toString(1, bytes, StandardCharsets.US_ASCII)).matches("[a-p]+");
        assertThat(TextPayload.publisher(buffer, 1)).isEqualTo(3);
        assertThat(TextPayload.number(buffer, 1)).isEqualTo(70_000);
        assertThat(TextPayload.nanoTime(buffer, 1)).isEqualTo(123_456_789_012_345_678L);
        assertThat(TextPayload.isIntact(buffer, 1, bytes, bytes)).isTrue();
        assertThat(TextPayload.isIntact(buffer, 1, bytes, bytes + 1)).isFalse();
        for (int i = TextPayload.MIN_BYTES; i < bytes; i++) {
            buffer.setByte(1 + i, buffer.getByte(1 + i) ^ 1);
            assertThat(TextPayload.isIntact(buffer, 1, bytes, bytes))
                    .as("byte %d", i)
                    .isFalse();
            buffer.setByte(1 + i, buffer.getByte(1 + i) ^ 1);
        }
    }
}
