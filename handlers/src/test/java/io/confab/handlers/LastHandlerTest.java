package io.confab.handlers;

import static io.confab.handlers.Commands.logout;
import static io.confab.handlers.Commands.ping;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.MessageType;
import io.confab.codec.PluginMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.socket.ChannelOutputShutdownException;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LastHandlerTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void refusesWhatNobodyServes() {
        PluginMessage message = new PluginMessage(MessageType.plugin(0x99, "X"), 3, "", "", false, new byte[0]);
        assertThat(server.connect().ask(message, ping(4)))
                .containsExactly("NAK 3 UNSUPPORTED type: 0x99 (expected: a known one)", "ACK 4");
    }

    @Test
    void refusesNothingOnceTheConnectionIsClosing() {
        TestDuplexChannel channel = new TestDuplexChannel();
        TestClient jill = server.connect(channel);
        jill.context().become(ConnectionState.CLOSING);
        PluginMessage message = new PluginMessage(MessageType.plugin(0x99, "X"), 3, "", "", false, new byte[0]);
        assertThat(jill.ask(message, ping(4), logout(5))).isEmpty();
    }

    @Test
    void releasesWhatIsNoMessage() {
        TestClient jill = server.connect();
        ByteBuf stray = jill.channel.alloc().buffer().writeInt(1);
        jill.channel.writeInbound(stray);
        assertThat(stray.refCnt()).isZero();
        assertThat(jill.channel.isActive()).isTrue();
    }

    @Test
    void closesAConnectionThatFails() {
        TestClient reset = server.connect();
        reset.channel.pipeline().fireExceptionCaught(new IOException("Connection reset by peer"));
        assertThat(reset.channel.isActive()).isFalse();
        TestClient broken = server.connect();
        broken.channel.pipeline().fireExceptionCaught(new IllegalStateException("a bug"));
        assertThat(broken.channel.isActive()).isFalse();
    }

    @Test
    void mindsNothingThatIsWrittenBehindAClosedDirection() {
        TestClient jill = server.connect();
        jill.channel.pipeline().fireExceptionCaught(new ChannelOutputShutdownException("output shut down"));
        assertThat(jill.channel.isActive()).isTrue();
    }
}
