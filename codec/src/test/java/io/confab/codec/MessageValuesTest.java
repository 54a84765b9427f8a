package io.confab.codec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.LoggedMessage;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What messages say of themselves, and what they keep to themselves. */
class MessageValuesTest {

    private static final byte[] SECRET = "secret".getBytes(UTF_8);

    @Test
    void noLogHoldsAPasswordOrWhatSomebodySaid() {
        assertThat(new LoginCommand(-1, "alice", "plain", SECRET))
                .hasToString("LoginCommand[requestId=4294967295, source=alice, mechanism=plain]");
        assertThat(new TextCommand(-1, "alice", "hall", null, false, SECRET))
                .hasToString("TextCommand[requestId=4294967295, session=hall, 6 bytes]");
        assertThat(new DirectCommand(-1, "alice", "bob", "secret"))
                .hasToString("DirectCommand[requestId=4294967295, to=bob]");
        assertThat(new DirectEvent("alice", new Stamp(7, 8), "secret"))
                .hasToString("DirectEvent[source=alice, stamp=Stamp[sequence=7, timestamp=8]]");
    }

    @Test
    void messagesKnowTheirTypes() {
        LoggedMessage said = new LoggedMessage("hall", "alice", 1, 2, null, false, SECRET);

        assertThat(new TextEvent(0, false, said).type()).isEqualTo(MessageType.TEXT);
        assertThat(new TextCommand(1, "", "", null, false, SECRET).type()).isEqualTo(MessageType.TEXT);
        assertThat(new DirectEvent("alice", new Stamp(1, 2), "").type()).isEqualTo(MessageType.DIRECT);
        assertThat(Ack.of(1, new JoinResult(1, 2, true, null)).type()).isEqualTo(MessageType.ACK);
    }

    @Test
    void aTypeIsItsCode() {
        MessageType one = MessageType.plugin(0x80, "ONE");

        assertThat(one).isEqualTo(MessageType.plugin(0x80, "OTHER")).isNotEqualTo(MessageType.plugin(0x81, "ONE"));
        assertThat(one.equals((Object) "ONE")).isFalse();
        assertThat(one.hashCode()).isEqualTo(0x80);
        assertThat(one).hasToString("ONE (0x80)");
    }

    @Test
    void plugInsHaveTheirOwnCodesAndNoOthers() {
        PayloadDecoder.Table table = new PayloadDecoder.Table().withPlugins();

        assertThat(MessageType.isPlugin(0x7F)).isFalse();
        assertThat(MessageType.isPlugin(0x80)).isTrue();
        assertThat(MessageType.isPlugin(0xBF)).isTrue();
        assertThat(MessageType.isPlugin(0xC0)).isFalse();
        assertThat(table.get(0x7F)).isNull();
        assertThat(table.get(0x80)).isNotNull();
        assertThat(table.get(0xBF)).isNotNull();
        assertThat(table.get(0xC0)).isNull();
        assertThatThrownBy(() -> MessageType.plugin(0x7F, "NONE"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("code: 0x7F (expected: 0x80 to 0xBF)");
    }

    @Test
    void theLengthOfAFrameIsKnownBeforeItIsWritten() {
        checkLength("alice", "hall", null);
        checkLength("älice", "hall", new UUID(1, 2));
        checkLength("a", "höl-日本", new UUID(3, 4));
    }

    private static void checkLength(String source, String session, @Nullable UUID messageId) {
        ByteBuf out = PooledByteBufAllocator.DEFAULT.buffer();
        try {
            LoggedMessage message = new LoggedMessage(session, source, 1, 2, messageId, false, SECRET);
            NativeFormat.INSTANCE.encode(message, 0, false, out);

            assertThat(NativeFormat.frameBytes(source, session, messageId != null, SECRET.length))
                    .isEqualTo(out.getInt(0))
                    .isEqualTo(out.readableBytes() - 4);
        } finally {
            out.release();
        }
    }
}
