package io.confab.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.local.LocalAddress;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ConnectionPrivacyTest {

    private static final byte[] IPV6_LOOPBACK = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};

    @Test
    void isPrivateWhereItIsEncryptedOrStaysOnThisMachine() throws UnknownHostException {
        assertThat(Connection.isPrivate(ClientTls.systemTrust(), new InetSocketAddress("192.0.2.1", 1)))
                .isTrue();
        assertThat(Connection.isPrivate(null, new InetSocketAddress("127.0.0.2", 1)))
                .isTrue();
        assertThat(Connection.isPrivate(null, new InetSocketAddress(InetAddress.getByAddress(IPV6_LOOPBACK), 1)))
                .isTrue();
        assertThat(Connection.isPrivate(null, new InetSocketAddress("192.0.2.1", 1)))
                .isFalse();
        assertThat(Connection.isPrivate(null, InetSocketAddress.createUnresolved("localhost", 1)))
                .isFalse();
        assertThat(Connection.isPrivate(null, new LocalAddress("other"))).isFalse();
        assertThat(Connection.isPrivate(null, null)).isFalse();
    }
}
