package io.confab.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as RFC 6455 and RFC 7692 have them. */
class TextMessageTest {

    private static final ByteBufAllocator ALLOCATOR = new UnpooledByteBufAllocator(false);

    @Test
    void isTheExampleOfTheStandard() {
        // FIN and text, 5 bytes, "Hello": section 5.7
        assertThat(written("Hello", false)).isEqualTo(new byte[] {(byte) 0x81, 5, 'H', 'e', 'l', 'l', 'o'});
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 70_000})
    void saysItsLengthInAsFewBytesAsItTakes(int length) {
        byte[] written = written("x".repeat(length), false);

        int header = length < 126 ? 2 : length < 65_536 ? 4 : 10;
        assertThat(written).hasSize(header + length);
        assertThat(written[1]).isEqualTo((byte) (length < 126 ? length : length < 65_536 ? 126 : 127));
        assertThat(lengthOf(written)).isEqualTo(length);
    }

    @Test
    void compressesWhatIsLongSoThatItCanBeReadByItself() throws Exception {
        String text = "All work and no play makes Jack a dull boy. ".repeat(100);

        byte[] first = written(text, true);
        byte[] second = written(text, true);

        assertThat(first).hasSizeLessThan(400).isEqualTo(second);
        assertThat(first[0]).isEqualTo((byte) 0xC1);
        assertThat(inflated(first, text.length())).isEqualTo(text);
    }

    @Test
    void leavesWhatIsShortOrDoesNotGetShorterAsItIs() {
        StringBuilder noise = new StringBuilder();
        new java.util.Random(7).ints(600, 0x4E00, 0x9FA0).forEach(noise::appendCodePoint);

        assertThat(written("short", true)[0]).isEqualTo((byte) 0x81);
        byte[] written = written(noise.toString(), true);
        assertThat(written.length).isLessThanOrEqualTo(4 + noise.toString().getBytes(StandardCharsets.UTF_8).length);
    }

    private static byte[] written(String text, boolean mayDeflate) {
        ByteBuf payload = ALLOCATOR.heapBuffer().writeBytes(text.getBytes(StandardCharsets.UTF_8));
        ByteBuf out = ALLOCATOR.buffer();
        try {
            TextMessage.write(payload, mayDeflate, out);
            return ByteBufUtil.getBytes(out);
        } finally {
            payload.release();
            out.release();
        }
    }

    private static int lengthOf(byte[] message) {
        int length = message[1] & 0x7F;
        if (length < 126) {
            return length;
        }
        int bytes = length == 126 ? 2 : 8;
        long read = 0;
        for (int i = 0; i < bytes; i++) {
            read = read << 8 | message[2 + i] & 0xFF;
        }
        return (int) read;
    }

    private static String inflated(byte[] message, int length) throws Exception {
        int header = message.length - lengthOf(message);
        byte[] payload = Arrays.copyOfRange(message, header, message.length + 4);
        payload[payload.length - 2] = (byte) 0xFF; // 00 00 FF FF, which was left out
        payload[payload.length - 1] = (byte) 0xFF;
        Inflater inflater = new Inflater(true);
        inflater.setInput(payload);
        byte[] text = new byte[length + 1];
        int read = inflater.inflate(text);
        inflater.end();
        return new String(text, 0, read, StandardCharsets.UTF_8);
    }
}
