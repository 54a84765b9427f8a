package io.confab.server;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import io.confab.handlers.PlainTextLogin;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.haproxy.HAProxyCommand;
import io.netty.handler.codec.haproxy.HAProxyMessage;
import io.netty.handler.codec.haproxy.HAProxyMessageEncoder;
import io.netty.handler.codec.haproxy.HAProxyProtocolVersion;
import io.netty.handler.codec.haproxy.HAProxyProxiedProtocol;
import io.netty.handler.codec.haproxy.HAProxySSLTLV;
import io.netty.handler.codec.haproxy.HAProxyTLV;
import io.netty.util.LeakPresenceDetector;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of another machine are told of in the header of a proxy on this one. */
class ProxyTest {

    private static final byte[] VERSION_1 = "PROXY TCP4 203.0.113.9 192.0.2.1 5000 26632\r\n".getBytes(US_ASCII);
    private static final String REFUSED =
            "NAK 1 {\"code\":\"FORBIDDEN\",\"reason\":\"login: not encrypted (expected: TLS)\"}";

    @TempDir
    Path folder;

    private @Nullable ConfabServer server;

    private ConfabServer server() {
        return requireNonNull(server, "server");
    }

    @AfterEach
    void leavesNothingBehind() {
        if (server != null) {
            ConfabServer running = server;
            await().untilAsserted(() -> assertThat(running.connections()).isZero());
            running.close(Duration.ofSeconds(5)).join();
        }
        LeakPresenceDetector.check();
    }

    private static ConfabServerBuilder builder(String... proxies) {
        return ConfabServer.builder()
                .port(0)
                .eventLoops(1)
                .openAccounts()
                .proxies(ProxySettings.from(List.of(proxies)));
    }

    private void start(ConfabServerBuilder builder) {
        server = builder.start().join();
    }

    /** @param from an address of this machine */
    private Socket connect(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress(
                InetAddress.getLoopbackAddress(), server().address().getPort()));
        socket.setSoTimeout(20_000);
        return socket;
    }

    private static byte[] version2(HAProxyCommand command, HAProxyTLV... extensions) {
        HAProxyMessage header = new HAProxyMessage(
                HAProxyProtocolVersion.V2,
                command,
                HAProxyProxiedProtocol.TCP6,
                "2001:db8::9",
                "2001:db8::1",
                5000,
                26632,
                List.of(extensions));
        EmbeddedChannel encoder = new EmbeddedChannel(HAProxyMessageEncoder.INSTANCE);
        encoder.writeOutbound(header);
        ByteBuf encoded = encoder.readOutbound();
        byte[] bytes = new byte[encoded.readableBytes()];
        encoded.readBytes(bytes).release();
        encoder.finishAndReleaseAll();
        return bytes;
    }

    private static HAProxyTLV encrypted(boolean encrypted) {
        return new HAProxySSLTLV(0, (byte) (encrypted ? 1 : 0), List.of());
    }

    private static byte[] loginBehind(byte[] header) {
        return Unpooled.copiedBuffer(header, Wire.login(1, "jill")).array();
    }

    @Test
    void refusesAPlainPasswordFromAnotherMachine() throws IOException {
        start(builder("127.0.0.1"));
        for (byte[] header :
                List.of(VERSION_1, version2(HAProxyCommand.PROXY), version2(HAProxyCommand.PROXY, encrypted(false)))) {
            try (Socket client = connect("127.0.0.1")) {
                assertThat(Wire.ask(client, loginBehind(header))).isEqualTo(REFUSED);
                assertThat(Wire.ask(client, Wire.ping(2))).isEqualTo("ACK 2");
            }
        }
        assertThat(server().online().size()).isZero();
    }

    @Test
    void takesAPlainPasswordFromAnotherMachineWhereThatIsAllowed() throws IOException {
        start(builder("127.0.0.1").plainTextLogin(PlainTextLogin.ANYWHERE));
        try (Socket client = connect("127.0.0.1")) {
            assertThat(Wire.ask(client, loginBehind(VERSION_1))).isEqualTo("ACK 1");
        }
    }

    @Test
    void takesThePasswordWhereTheProxySaysThatItsClientCameEncrypted() throws IOException {
        start(builder("127.0.0.1"));
        try (Socket client = connect("127.0.0.1")) {
            assertThat(Wire.ask(client, loginBehind(version2(HAProxyCommand.PROXY, encrypted(true)))))
                    .isEqualTo("ACK 1");
        }
    }

    @Test
    void takesThePasswordWhereTheProxyIsKnownToTakeNothingElse() throws IOException {
        start(builder("127.0.0.1")
                .proxies(ProxySettings.from(List.of("127.0.0.0/8")).encrypted(true)));
        try (Socket client = connect("127.0.0.5")) {
            assertThat(Wire.ask(client, loginBehind(VERSION_1))).isEqualTo("ACK 1");
        }
    }

    @Test
    void takesThePasswordThatCameEncryptedThroughTheProxy() throws Exception {
        TestPki pki = new TestPki(folder);
        start(builder("127.0.0.1").tls(pki.pem(pki.server())));
        Socket plain = connect("127.0.0.1");
        plain.getOutputStream().write(VERSION_1);
        try (SSLSocket client = pki.over(plain, "TLSv1.3", null)) {
            assertThat(Wire.ask(client, Wire.login(1, "jill"))).isEqualTo("ACK 1");
        }
    }

    @Test
    void limitsClientsByTheirOwnAddresses() throws IOException {
        start(builder("127.0.0.1").limits(limits -> limits.connectionsPerAddress(1)));
        try (Socket first = connect("127.0.0.1");
                Socket second = connect("127.0.0.1");
                Socket other = connect("127.0.0.1")) {
            assertThat(Wire.ask(first, pingBehind(VERSION_1))).isEqualTo("ACK 1");
            assertThat(Wire.ask(second, pingBehind(VERSION_1))).isEqualTo("end");
            assertThat(Wire.ask(other, pingBehind(version2(HAProxyCommand.PROXY))))
                    .isEqualTo("ACK 1");
        }
    }

    private static byte[] pingBehind(byte[] header) {
        return Unpooled.copiedBuffer(header, Wire.ping(1)).array();
    }

    @Test
    void letsTheProxySpeakForItself() throws IOException {
        start(builder("127.0.0.1"));
        for (byte[] header : List.of(version2(HAProxyCommand.LOCAL), "PROXY UNKNOWN\r\n".getBytes(US_ASCII))) {
            try (Socket client = connect("127.0.0.1")) {
                client.getOutputStream().write(header);
                assertThat(Wire.ask(client, Wire.ping(2))).isEqualTo("ACK 2");
            }
        }
    }

    @Test
    void takesAHeaderInPieces() throws IOException {
        start(builder("127.0.0.1").plainTextLogin(PlainTextLogin.ANYWHERE));
        try (Socket client = connect("127.0.0.1")) {
            client.setTcpNoDelay(true);
            for (byte each : version2(HAProxyCommand.PROXY)) {
                client.getOutputStream().write(each);
            }
            assertThat(Wire.ask(client, Wire.login(1, "jill"))).isEqualTo("ACK 1");
        }
    }

    @Test
    void takesAHeaderFromNobodyElse() throws IOException {
        start(builder("127.0.0.1", "2001:db8::/32"));
        for (byte[] header : List.of(VERSION_1, version2(HAProxyCommand.PROXY, encrypted(true)))) {
            try (Socket client = connect("127.0.0.2")) {
                assertThat(Wire.ask(client, loginBehind(header))).startsWith("NAK 0 {\"code\":\"MALFORMED\"");
                assertThat(Wire.answer(client)).isEqualTo("end");
            }
        }
        try (Socket client = connect("127.0.0.2")) {
            assertThat(Wire.ask(client, Wire.login(1, "jill"))).isEqualTo("ACK 1");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 203.0.113.9 192.0.2.1 5000 99999\r\n",
                "PROXY TCP4 nobody nowhere 1 2\r\n",
                "PROXY TCP4 203.0.113.9 192.0.2.1 5000 26632 and much more behind it that does not end, not even after one"
                        + " hundred and seven bytes",
                "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"
            })
    void closesAConnectionOfTheProxyThatBeginsOtherwise(String bytes) throws IOException {
        start(builder("127.0.0.1"));
        try (Socket client = connect("127.0.0.1")) {
            assertThat(Wire.ask(client, bytes.getBytes(US_ASCII))).isEqualTo("end");
        }
        try (Socket client = connect("127.0.0.1")) {
            assertThat(Wire.ask(client, Wire.login(1, "jill"))).isEqualTo("end");
        }
    }

    @Test
    void waitsForAHeaderNoLongerThanForALogin() throws IOException {
        start(builder("127.0.0.1").loginTimeout(Duration.ofMillis(200)));
        try (Socket client = connect("127.0.0.1")) {
            assertThat(Wire.ask(client, "PROXY TC".getBytes(US_ASCII))).isEqualTo("end");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "10.0.0/8", "::1/129", "/8"})
    void refusesRangesThatAreNone(String range) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ProxySettings.from(List.of(range)))
                .withMessageStartingWith("network: " + range + " (expected: ");
    }

    @Test
    void knowsItsRanges() {
        ProxySettings proxies = ProxySettings.from(List.of("10.1.0.0/16", "192.0.2.7", "2001:db8::/32"));
        assertThat(proxies.include(new InetSocketAddress("10.1.2.3", 1))).isTrue();
        assertThat(proxies.include(new InetSocketAddress("10.2.2.3", 1))).isFalse();
        assertThat(proxies.include(new InetSocketAddress("192.0.2.7", 1))).isTrue();
        assertThat(proxies.include(new InetSocketAddress("192.0.2.8", 1))).isFalse();
        assertThat(proxies.include(new InetSocketAddress("2001:db8::5", 1))).isTrue();
        assertThat(proxies.include(new InetSocketAddress("2001:db9::5", 1))).isFalse();
        assertThat(proxies.include(new InetSocketAddress("::ffff:10.1.2.3", 1))).isTrue();
        assertThat(proxies.include(null)).isFalse();
    }
}
