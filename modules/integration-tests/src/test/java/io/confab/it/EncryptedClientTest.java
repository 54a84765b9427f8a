package io.confab.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import io.confab.client.ClientListener;
import io.confab.client.ClientTls;
import io.confab.client.ConfabClient;
import io.confab.client.ConfabClientBuilder;
import io.confab.client.ResumingClient;
import io.confab.client.UntrustedServerException;
import io.confab.codec.SessionOptions;
import io.confab.server.CertificateFingerprint;
import io.confab.server.ClientCertificates;
import io.confab.server.ConfabServer;
import io.confab.server.TlsProvider;
import io.confab.server.TlsSettings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.netty.util.LeakPresenceDetector;
import java.net.ConnectException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The client library against a server that speaks TLS. */
class EncryptedClientTest {

    @TempDir
    Path folder;

    private X509Bundle authority;
    private Path authorityFile;
    private @Nullable ConfabServer server;

    @BeforeEach
    void certify() throws Exception {
        authority = authority("An authority");
        authorityFile = write("authority.pem", authority.getCertificatePEM());
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

    private static X509Bundle authority(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
    }

    private X509Bundle certificateOf(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName(name)
                .addSanIpAddress("127.0.0.1")
                .ecp256()
                .buildIssuedBy(authority);
    }

    private Path write(String file, String text) throws Exception {
        return Files.writeString(folder.resolve(file), text);
    }

    private TlsSettings settings(X509Bundle bundle) throws Exception {
        return TlsSettings.pem(
                write("certificate.pem", bundle.getCertificatePathPEM()), write("key.pem", bundle.getPrivateKeyPEM()));
    }

    private void start(TlsSettings tls) {
        server = ConfabServer.builder()
                .port(0)
                .eventLoops(1)
                .openAccounts()
                .tls(tls)
                .start()
                .join();
    }

    private ConfabClientBuilder client(ClientTls tls) {
        int port = requireNonNull(server, "server").address().getPort();
        return ConfabClient.builder().host("localhost").port(port).tls(tls);
    }

    private static void talk(ConfabClientBuilder builder) {
        ConfabClient client = builder.connect().join();
        client.login("jill", "secret").join();
        client.create("lobby").join();
        assertThat(client.say("lobby", "hello").join().sequence()).isPositive();
        client.logout().join();
        client.closeFuture().join();
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"OPENSSL", "JDK"})
    void talksToAServerThatATrustedAuthorityVouchesFor(TlsProvider provider) throws Exception {
        start(settings(certificateOf("localhost")).provider(provider));
        talk(client(ClientTls.trust(authorityFile)));
        talk(client(ClientTls.trust(authorityFile)).host("127.0.0.1"));
    }

    @Test
    void talksToAServerWhoseOwnCertificateIsTrusted() throws Exception {
        X509Bundle self = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
        start(settings(self));
        talk(client(ClientTls.trust(write("self.pem", self.getCertificatePEM()))));
    }

    @Test
    void talksToTheServerThatIsPinnedWhateverItsName() throws Exception {
        X509Bundle bundle = certificateOf("elsewhere.example");
        start(settings(bundle));
        String fingerprint = CertificateFingerprint.of(bundle.getCertificate());
        talk(client(ClientTls.pin(fingerprint)));
        talk(client(ClientTls.pin(fingerprint.replace(":", "").toLowerCase(Locale.ROOT))));
    }

    @Test
    void refusesAServerOfAnotherAuthority() throws Exception {
        X509Bundle bundle = certificateOf("localhost");
        start(settings(bundle));
        Path stranger = write("stranger.pem", authority("Another").getCertificatePEM());
        for (ClientTls tls : List.of(ClientTls.trust(stranger), ClientTls.systemTrust())) {
            refuses(client(tls), bundle, "): it is of no authority that is trusted; ");
        }
    }

    @Test
    void refusesAServerWhoseCertificateHasExpired() throws Exception {
        Instant end = Instant.now().minus(1, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .notBefore(end.minus(1, ChronoUnit.DAYS))
                .notAfter(end)
                .ecp256()
                .buildIssuedBy(authority);
        start(settings(bundle));
        refuses(client(ClientTls.trust(authorityFile)), bundle, "): it was valid until " + end + "; ");
    }

    @Test
    void refusesAServerOfAnotherName() throws Exception {
        X509Bundle bundle = certificateOf("elsewhere.example");
        start(settings(bundle));
        refuses(
                client(ClientTls.trust(authorityFile)),
                bundle,
                "): it is for elsewhere.example, 127.0.0.1, not for localhost; ");
    }

    @Test
    void refusesAServerThatHasAnotherCertificateThanThePinned() throws Exception {
        X509Bundle bundle = certificateOf("localhost");
        start(settings(bundle));
        String pin = CertificateFingerprint.of(certificateOf("localhost").getCertificate());
        refuses(client(ClientTls.pin(pin)), bundle, "another certificate (expected: " + pin + ")");
    }

    private static void refuses(ConfabClientBuilder builder, X509Bundle bundle, String reason) {
        List<String> told = new CopyOnWriteArrayList<>();
        builder.listener(new ClientListener() {
            @Override
            public void disconnected(@Nullable Throwable cause) {
                told.add("disconnected");
            }
        });
        String fingerprint = CertificateFingerprint.of(bundle.getCertificate());
        assertThatThrownBy(() -> builder.connect().join())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOf(UntrustedServerException.class)
                .hasMessageContaining(reason)
                .hasMessageEndingWith("; SHA-256 fingerprint " + fingerprint)
                .asInstanceOf(type(UntrustedServerException.class))
                .extracting(UntrustedServerException::fingerprint)
                .isEqualTo(fingerprint);
        assertThat(told).isEmpty();
    }

    @Test
    void saysWhereAServerSpeaksNoTls() {
        server = ConfabServer.builder().port(0).openAccounts().start().join();
        assertThatThrownBy(() -> client(ClientTls.systemTrust()).connect().join())
                .cause()
                .isInstanceOf(ConnectException.class)
                .isNotInstanceOf(UntrustedServerException.class)
                .hasMessageEndingWith("(expected: one that speaks TLS): it answers without TLS");
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsProvider.class,
            names = {"OPENSSL", "JDK"})
    void showsItsOwnCertificateWhereThatIsNeeded(TlsProvider provider) throws Exception {
        start(settings(certificateOf("localhost"))
                .provider(provider)
                .clientCertificates(ClientCertificates.NEED, authorityFile));
        X509Bundle own = certificateOf("jill");
        Path certificate = write("jill.pem", own.getCertificatePathPEM());
        Path key = write("jill-key.pem", own.getPrivateKeyPEM());
        ClientTls tls = ClientTls.trust(authorityFile);
        talk(client(tls.certificate(certificate, key, null)));
        assertThatThrownBy(() -> talk(client(tls)))
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining("(expected: one that trusts this client's certificate): ");
    }

    @Test
    void comesBackEncryptedToo() throws Exception {
        start(settings(certificateOf("localhost")).required(true));
        ResumingClient client = ResumingClient.builder(client(ClientTls.trust(authorityFile)))
                .account("jill", "secret")
                .start()
                .join();
        client.create("lobby", SessionOptions.DEFAULT).join();
        assertThat(client.say("lobby", "hello").join().sequence()).isPositive();
        client.logout().join();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5F", "nothing like it", "5F:0A:"})
    void pinsNothingElseThanAFingerprint(String pin) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientTls.pin(pin))
                .withMessage("pin: " + pin + " (expected: a SHA-256 fingerprint, 64 hexadecimal digits)");
    }

    @Test
    void saysWhichFileItCannotUse() throws Exception {
        Path nothing = folder.resolve("nothing.pem");
        Path other = write("other.pem", "not a certificate");
        for (Path file : List.of(nothing, other)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClientTls.trust(file))
                    .withMessageStartingWith("trust: " + file + " (expected: one or more certificates, PEM)");
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientTls.systemTrust().certificate(authorityFile, other, null))
                .withMessageContaining(other + " (expected: a certificate and its private key, PEM)");
    }
}
