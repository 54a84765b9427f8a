package io.confab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {

    @ParameterizedTest
    @ValueSource(ints = {16, 17, 24, 100, 1024})
    void carriesWhatItWasGivenAndShowsWhenAByteChanged(int bytes) {
        ByteBuf buffer = Unpooled.buffer();
        buffer.writeByte(7);
        Payload.write(buffer, 3, 70_000, 123_456_789_012L, bytes);

        assertThat(buffer.readableBytes()).isEqualTo(1 + bytes);
        assertThat(Payload.publisher(buffer, 1)).isEqualTo(3);
        assertThat(Payload.number(buffer, 1)).isEqualTo(70_000);
        assertThat(Payload.nanoTime(buffer, 1)).isEqualTo(123_456_789_012L);
        assertThat(Payload.isIntact(buffer, 1, bytes, bytes)).isTrue();
        assertThat(Payload.isIntact(buffer, 1, bytes, bytes + 1)).isFalse();
        for (int i = Payload.MIN_BYTES; i < bytes; i++) {
            buffer.setByte(1 + i, buffer.getByte(1 + i) ^ 1);
            assertThat(Payload.isIntact(buffer, 1, bytes, bytes))
                    .as("byte %d", i)
                    .isFalse();
            buffer.setByte(1 + i, buffer.getByte(1 + i) ^ 1);
        }
    }
}
