package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.server.CertificateFingerprint;
import io.confab.server.ClientCertificates;
import io.confab.server.ConfabServer;
import io.confab.server.TlsSettings;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program against a server that speaks nothing but TLS, with a certificate that is signed by itself. */
class EncryptedChatTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private ConfabServer server;
    private X509Bundle bundle;
    private Path certificate;
    private Path key;

    @TempDir
    private Path folder;

    @BeforeEach
    void startServer() throws Exception {
        bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
        certificate = Files.writeString(folder.resolve("certificate.pem"), bundle.getCertificatePEM());
        key = Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
        start(TlsSettings.pem(certificate, key).required(true));
    }

    private void start(TlsSettings tls) {
        server = ConfabServer.builder().port(0).openAccounts().tls(tls).start().join();
    }

    @AfterEach
    void stopServer() {
        server.close(Duration.ZERO).join();
    }

    private ExitCode run(String... options) {
        List<String> all = new ArrayList<>(
                List.of("--port", Integer.toString(server.address().getPort()), "--login", "ann"));
        all.addAll(List.of(options));
        return new Main(
                        new ByteArrayInputStream(new byte[0]),
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        Map.of("CONFAB_PASSWORD", "pw"),
                        () -> null)
                .run(all.toArray(String[]::new));
    }

    private String fingerprint() {
        return CertificateFingerprint.of(bundle.getCertificate());
    }

    @Test
    void talksToAServerThatItWasToldToTrust() {
        assertThat(run("--trust", certificate.toString())).isEqualTo(ExitCode.OK);
        assertThat(run("--pin", fingerprint())).isEqualTo(ExitCode.OK);
        assertThat(run(
                        "--trust",
                        certificate.toString(),
                        "--certificate",
                        certificate.toString(),
                        "--key",
                        key.toString()))
                .isEqualTo(ExitCode.OK);
        assertThat(err.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void saysHowToTrustAServerThatItDoesNot() {
        assertThat(run("--tls")).isEqualTo(ExitCode.NOT_CONNECTED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("no connection: server: localhost:"
                        + server.address().getPort() + " (expected: a certificate that is trusted): ")
                .contains("): it is of no authority that is trusted; SHA-256 fingerprint " + fingerprint()
                        + "; if that is what the server's operator says it is, start with it as --pin")
                .endsWith(" [UNTRUSTED]\n");
    }

    @Test
    void saysThatAServerWantsACertificate() {
        stopServer();
        start(TlsSettings.pem(certificate, key).clientCertificates(ClientCertificates.NEED, certificate));
        assertThat(run("--trust", certificate.toString())).isEqualTo(ExitCode.NOT_CONNECTED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .startsWith("connection lost: server: localhost:"
                        + server.address().getPort() + " (expected: one that trusts this client's certificate): ")
                .endsWith(" [NOT_CONNECTED]\n")
                .hasLineCount(1);
    }

    @Test
    void isToldWhereAServerWantsTls() {
        assertThat(run()).isEqualTo(ExitCode.LOGIN_REFUSED);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("connection: not encrypted (expected: TLS) [FORBIDDEN]\n");
    }

    @Test
    void refusesOptionsThatAreNone() {
        assertThat(run("--pin", "5F")).isEqualTo(ExitCode.USAGE);
        assertThat(run("--trust", folder.resolve("nothing").toString())).isEqualTo(ExitCode.USAGE);
        assertThat(run("--pin", fingerprint(), "--trust", certificate.toString()))
                .isEqualTo(ExitCode.USAGE);
        assertThat(run("--certificate", certificate.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(StandardCharsets.UTF_8).lines().filter(line -> line.contains("(expected: ")))
                .hasSize(4)
                .allMatch(line -> line.startsWith("--"));
    }
}
