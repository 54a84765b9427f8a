package io.confab.server;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslCloseCompletionEvent;
import io.netty.handler.ssl.SslContext;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.LeakPresenceDetector;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TlsTest {

    private static final String TLS_1_3 = "TLSv1.3";
    private static final String TLS_1_2 = "TLSv1.2";

    @TempDir
    Path folder;

    private TestPki pki;
    private @Nullable ConfabServer server;

    @BeforeEach
    void certify() throws Exception {
        pki = new TestPki(folder);
    }

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

    private void start(TlsSettings tls) {
        start(tls, Duration.ofSeconds(20));
    }

    private void start(TlsSettings tls, Duration loginTimeout) {
        server = ConfabServer.builder()
                .port(0)
                .eventLoops(1)
                .openAccounts()
                .loginTimeout(loginTimeout)
                .tls(tls)
                .start()
                .join();
    }

    private Socket plain() throws Exception {
        Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), server().address().getPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    @ParameterizedTest
    @CsvSource({"OPENSSL, TLSv1.3", "OPENSSL, TLSv1.2", "JDK, TLSv1.3", "JDK, TLSv1.2"})
    void speaksTls(TlsProvider provider, String protocol) throws Exception {
        start(pki.pem(pki.server()).provider(provider));
        try (SSLSocket client = pki.connect(server(), protocol, null)) {
            assertThat(client.getSession().getProtocol()).isEqualTo(protocol);
            assertThat(client.getSession().getCipherSuite()).matches(".*(GCM|CHACHA20).*");
            assertThat(Wire.ask(client, Wire.login(7, "jill"))).isEqualTo("ACK 7");
            assertThat(Wire.ask(client, Wire.ping(8))).isEqualTo("ACK 8");
            assertThat(server().online().names(null, 10)).containsExactly("jill");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"OPENSSL", "JDK"})
    void saysWhyItClosesInsideOfTlsToo(TlsProvider provider) throws Exception {
        start(pki.pem(pki.server()).provider(provider));
        try (SSLSocket client = pki.connect(server(), TLS_1_3, null)) {
            assertThat(Wire.ask(client, "GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))
                    .startsWith("NAK 0 {\"code\":\"MALFORMED\"");
            assertThat(Wire.answer(client)).isEqualTo("end");
        }
    }

    @ParameterizedTest
    @CsvSource({"OPENSSL, TLSv1.3", "OPENSSL, TLSv1.2", "JDK, TLSv1.3", "JDK, TLSv1.2"})
    void endsTlsInOrderWhereItClosesAClientThatMayStillBeSending(TlsProvider provider, String protocol)
            throws Exception {
        start(pki.pem(pki.server()).provider(provider));
        CompletableFuture<SslCloseCompletionEvent> end = new CompletableFuture<>();
        EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        try {
            Channel client = new Bootstrap()
                    .group(group)
                    .channel(NioSocketChannel.class)
                    .handler(new ClosingClient(pki.client(protocol), end))
                    .connect(server().address())
                    .sync()
                    .channel();
            client.writeAndFlush(Unpooled.copiedBuffer("GET / HTTP/1.1\r\n\r\n", StandardCharsets.US_ASCII));
            assertThat(end.get(20, TimeUnit.SECONDS).isSuccess())
                    .as("a close_notify, and not just an end that anybody could have made")
                    .isTrue();
            client.close().sync();
        } finally {
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        }
    }

    private static final class ClosingClient extends ChannelInitializer<Channel> {

        private final SslContext tls;
        private final CompletableFuture<SslCloseCompletionEvent> end;

        ClosingClient(SslContext tls, CompletableFuture<SslCloseCompletionEvent> end) {
            this.tls = tls;
            this.end = end;
        }

        @Override
        protected void initChannel(Channel channel) {
            channel.pipeline().addLast(tls.newHandler(channel.alloc())).addLast(new ChannelInboundHandlerAdapter() {
                @Override
                public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                    if (event instanceof SslCloseCompletionEvent closed) {
                        end.complete(closed);
                    }
                }
            });
        }
    }

    @Test
    void hasNothingToReloadWithoutTls() {
        server = ConfabServer.builder().port(0).openAccounts().start().join();
        assertThat(server.reloadCertificates().join()).isFalse();
    }

    @Test
    void speaksBothOnOnePort() throws Exception {
        start(pki.pem(pki.server()));
        try (Socket plain = plain();
                SSLSocket encrypted = pki.connect(server(), TLS_1_3, null)) {
            assertThat(Wire.ask(plain, Wire.login(1, "jack"))).isEqualTo("ACK 1");
            assertThat(Wire.ask(encrypted, Wire.login(2, "jill"))).isEqualTo("ACK 2");
        }
    }

    @Test
    void refusesWhatIsNotEncryptedWhereItHasToBe() throws Exception {
        start(pki.pem(pki.server()).required(true));
        try (Socket plain = plain()) {
            assertThat(Wire.ask(plain, Wire.login(1, "jack")))
                    .isEqualTo(
                            "NAK 1 {\"code\":\"FORBIDDEN\",\"reason\":\"connection: not encrypted (expected: TLS)\"}");
            assertThat(Wire.answer(plain)).isEqualTo("end");
        }
        try (Socket plain = plain()) {
            plain.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertThat(Wire.answer(plain)).isEqualTo("end");
        }
        try (SSLSocket encrypted = pki.connect(server(), TLS_1_3, null)) {
            assertThat(Wire.ask(encrypted, Wire.login(2, "jill"))).isEqualTo("ACK 2");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"OPENSSL", "JDK"})
    void closesWhatBeginsLikeTlsAndIsNot(TlsProvider provider) throws Exception {
        start(pki.pem(pki.server()).provider(provider));
        try (Socket client = plain()) {
            byte[] garbage = new byte[2000];
            new Random(42).nextBytes(garbage);
            garbage[0] = 0x16;
            client.getOutputStream().write(garbage);
            assertThatIsClosed(client);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"OPENSSL", "JDK"})
    void closesWhoStopsInTheMiddleOfAHandshake(TlsProvider provider) throws Exception {
        start(pki.pem(pki.server()).provider(provider), Duration.ofMillis(300));
        try (Socket client = plain()) {
            client.getOutputStream().write(new byte[] {0x16, 3, 1, 0, 100, 1, 0, 0, 96, 3, 3, 1, 2, 3});
            assertThatIsClosed(client);
        }
    }

    @Test
    void closesWhoHasAHandshakeAndNoLogin() throws Exception {
        start(pki.pem(pki.server()), Duration.ofSeconds(2));
        try (SSLSocket client = pki.connect(server(), TLS_1_3, null)) {
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        } catch (SSLException e) {
            assertThat(e.getCause()).isInstanceOf(EOFException.class); // a slow machine: closed before it was done
        }
    }

    private static void assertThatIsClosed(Socket client) {
        try {
            client.getInputStream().readAllBytes(); // maybe an alert in front of it
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open", e);
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("reset");
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"OPENSSL", "JDK"})
    void refusesToShakeHandsAgain(TlsProvider provider) throws Exception {
        start(pki.pem(pki.server()).provider(provider));
        try (SSLSocket client = pki.connect(server(), TLS_1_2, null)) {
            assertThat(Wire.ask(client, Wire.login(7, "jill"))).isEqualTo("ACK 7");
            assertThatIOException().isThrownBy(() -> {
                client.startHandshake();
                Wire.ask(client, Wire.ping(8));
            });
        }
    }

    @ParameterizedTest
    @CsvSource({"OPENSSL, TLSv1.3", "OPENSSL, TLSv1.2", "JDK, TLSv1.3", "JDK, TLSv1.2"})
    void admitsWhoHasTheCertificateThatIsNeeded(TlsProvider provider, String protocol) throws Exception {
        start(pki.pem(pki.server())
                .provider(provider)
                .clientCertificates(ClientCertificates.NEED, pki.authorityFile()));
        try (SSLSocket client = pki.connect(server(), protocol, pki.certificate("jill"))) {
            assertThat(Wire.ask(client, Wire.login(1, "jill"))).isEqualTo("ACK 1");
        }
        assertThatIOException().isThrownBy(() -> login(protocol, null));
        X509Bundle stranger = new TestPki(Files.createDirectory(folder.resolve("other"))).certificate("jill");
        assertThatIOException().isThrownBy(() -> login(protocol, stranger));
    }

    private void login(String protocol, @Nullable X509Bundle own) throws Exception {
        try (SSLSocket client = pki.connect(server(), protocol, own)) {
            if (Wire.ask(client, Wire.login(1, "jill")).equals("end")) {
                throw new EOFException();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"OPENSSL", "JDK"})
    void admitsWhoHasNoCertificateWhereItIsOnlyWanted(TlsProvider provider) throws Exception {
        start(pki.pem(pki.server())
                .provider(provider)
                .clientCertificates(ClientCertificates.WANT, pki.authorityFile()));
        login(TLS_1_3, null);
        await().untilAsserted(() -> assertThat(server().connections()).isZero());
        login(TLS_1_3, pki.certificate("jill"));
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"OPENSSL", "JDK"})
    void takesAKeyStore(TlsProvider provider) throws Exception {
        Path password = Files.writeString(folder.resolve("password"), "open sesame\nnot this\n");
        start(TlsSettings.keyStore(pki.keyStore(pki.server(), "open sesame"))
                .passwordFile(password)
                .provider(provider));
        login(TLS_1_3, null);
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"OPENSSL", "JDK"})
    void takesAnEncryptedKey(TlsProvider provider) throws Exception {
        X509Bundle bundle = pki.server();
        pki.pem(bundle);
        start(TlsSettings.pem(pki.certificateFile(), pki.encryptedKey(bundle, "open sesame"))
                .password("open sesame")
                .provider(provider));
        login(TLS_1_3, null);
    }

    @Test
    void doesNotStartWithTheWrongPassword() throws Exception {
        X509Bundle bundle = pki.server();
        pki.pem(bundle);
        TlsSettings tls = TlsSettings.pem(pki.certificateFile(), pki.encryptedKey(bundle, "open sesame"))
                .password("close sesame");
        assertThatThrownBy(() -> start(tls))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tls: " + folder.resolve("encrypted.pem")
                        + " (expected: a private key, PEM, PKCS#8, and its password): ");
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"OPENSSL", "JDK"})
    void doesNotStartWithTheKeyOfAnotherCertificate(TlsProvider provider) throws Exception {
        TlsSettings tls = pki.pem(pki.server()).provider(provider);
        Files.writeString(pki.keyFile(), pki.server().getPrivateKeyPEM());
        assertThatThrownBy(() -> start(tls))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tls: " + pki.certificateFile() + " and " + pki.keyFile()
                        + " (expected: a certificate and its own private key, and the password if there is one): they do"
                        + " not belong together");
    }

    @Test
    void namesTheFileThatIsNotWhatItShouldBe() throws Exception {
        TlsSettings tls = pki.pem(pki.server());
        String key = Files.readString(pki.keyFile());
        Files.writeString(pki.keyFile(), key.substring(0, 100));
        assertThatThrownBy(() -> start(tls))
                .hasMessageContaining("tls: " + pki.keyFile()
                        + " (expected: a private key, PEM, PKCS#8, that is not encrypted; or the password too): ");
        Files.writeString(pki.keyFile(), key);
        Files.writeString(pki.certificateFile(), "none\n");
        assertThatThrownBy(() -> start(tls))
                .hasMessageContaining("tls: " + pki.certificateFile()
                        + " (expected: one or more certificates, PEM, the server's own first): ");
        TlsSettings trusting = pki.pem(pki.server())
                .clientCertificates(ClientCertificates.NEED, Files.writeString(folder.resolve("trust.pem"), "none\n"));
        assertThatThrownBy(() -> start(trusting))
                .hasMessageContaining(
                        "tls: " + folder.resolve("trust.pem") + " (expected: certificates of authorities, PEM): ");
    }

    @Test
    void doesNotStartWithoutItsFiles() throws Exception {
        TlsSettings tls = pki.pem(pki.server());
        Files.delete(pki.keyFile());
        assertThatThrownBy(() -> start(tls))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("tls: " + pki.keyFile() + " (expected: a file that can be read)");
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"OPENSSL", "JDK"})
    void takesUpANewCertificateAndKeepsConnectionsThatThereAre(TlsProvider provider) throws Exception {
        start(pki.pem(pki.server()).provider(provider));
        try (SSLSocket before = pki.connect(server(), TLS_1_3, null)) {
            Certificate first = before.getSession().getPeerCertificates()[0];
            X509Bundle next = pki.server();
            pki.pem(next);
            await().untilAsserted(() -> assertThat(shown()).isEqualTo(next.getCertificate()));
            assertThat(first).isNotEqualTo(next.getCertificate());
            assertThat(Wire.ask(before, Wire.login(1, "jill"))).isEqualTo("ACK 1");
        }
    }

    private Certificate shown() throws Exception {
        try (SSLSocket client = pki.connect(server(), TLS_1_3, null)) {
            return client.getSession().getPeerCertificates()[0];
        }
    }

    @Test
    void keepsTheCertificateOfBeforeWhereTheNextIsBroken() throws Exception {
        X509Bundle first = pki.server();
        start(pki.pem(first));
        X509Bundle next = pki.server();
        Files.writeString(pki.certificateFile(), next.getCertificatePathPEM().substring(0, 200));
        assertThatThrownBy(() -> server().reloadCertificates().join())
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("certificate.pem");
        assertThat(shown()).isEqualTo(first.getCertificate());

        pki.pem(next);
        assertThat(server().reloadCertificates().join()).isTrue();
        assertThat(shown()).isEqualTo(next.getCertificate());
        assertThat(server().reloadCertificates().join()).isFalse();
    }
}
