package io.confab.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.NativeFormat;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {

    private static final class PeerChannel extends EmbeddedChannel {

        private final SocketAddress peer;

        PeerChannel(SocketAddress peer) {
            this.peer = peer;
        }

        @Override
        protected SocketAddress remoteAddress0() {
            return peer;
        }
    }

    private EmbeddedChannel channel = new EmbeddedChannel();

    @AfterEach
    void leavesNothingBehind() {
        assertThat(channel.finish()).isFalse();
    }

    @Test
    void isThePeersUnlessAProxyToldAnother() {
        InetSocketAddress peer = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);
        channel = new PeerChannel(peer);
        assertThat(ClientAddress.of(channel)).isEqualTo(peer);
        assertThat(ClientAddress.describe(channel)).isEqualTo(channel.toString());

        InetSocketAddress client = new InetSocketAddress("203.0.113.9", 5000);
        ClientAddress.set(channel, client);
        assertThat(ClientAddress.of(channel)).isEqualTo(client);
        assertThat(ClientAddress.describe(channel)).isEqualTo(channel + " for /203.0.113.9:5000");
        assertThat(new Connection(channel, NativeFormat.INSTANCE)).hasToString(channel + " for /203.0.113.9:5000");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "127.0.0.1, true",
        "127.9.9.9, true",
        "::1, true",
        "::ffff:127.0.0.1, true",
        "10.0.0.1, false",
        "203.0.113.9, false",
        "2001:db8::1, false",
        "0.0.0.0, false"
    })
    void isLocalOnLoopbackOnly(String address, boolean local) {
        channel = new PeerChannel(new InetSocketAddress(address, 1));
        assertThat(ClientAddress.isLocal(channel)).isEqualTo(local);
    }

    @Test
    void isNotLocalAnyMoreOnceAProxyToldSo() {
        channel = new PeerChannel(new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000));
        ClientAddress.set(channel, new InetSocketAddress("203.0.113.9", 5000));
        assertThat(ClientAddress.isLocal(channel)).isFalse();
    }

    @Test
    void isLocalWhereItIsOfNoNetwork() {
        assertThat(ClientAddress.isLocal(channel)).isTrue();
    }

    @Test
    void isNotLocalWhereItIsUnknown() {
        channel = new PeerChannel(InetSocketAddress.createUnresolved("somewhere", 1));
        assertThat(ClientAddress.isLocal(channel)).isFalse();
    }
}
