package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.confab.client.ClientTls;
import io.confab.client.ConfabClient;
import io.confab.server.CertificateFingerprint;
import io.confab.server.ConfabServer;
import io.confab.server.TlsSettings;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CertificateCommandTest {

    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    private ExitCode run(String... names) {
        return new Main(new PrintStream(out), new PrintStream(err), Map.of(), account -> "").run(arguments(names));
    }

    private List<String> arguments(String... names) {
        var arguments = new ArrayList<>(List.of("certificate", "--data", folder.toString()));
        arguments.addAll(List.of(names));
        return arguments;
    }

    private X509Certificate certificate() throws Exception {
        try (InputStream in = Files.newInputStream(folder.resolve("certificate.pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        }
    }

    @Test
    void makesOneThatServersAndClientsTake() throws Exception {
        assertThat(run()).isEqualTo(ExitCode.OK);
        Path file = folder.resolve("certificate.pem");
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .tls(TlsSettings.pem(file, folder.resolve("key.pem")))
                .start()
                .join();
        try {
            for (ClientTls tls :
                    List.of(ClientTls.trust(file), ClientTls.pin(CertificateFingerprint.of(certificate())))) {
                for (String host : List.of("localhost", "127.0.0.1")) {
                    ConfabClient client = ConfabClient.builder()
                            .host(host)
                            .port(server.address().getPort())
                            .tls(tls)
                            .connect()
                            .join();
                    client.login("jill", "secret").join();
                    client.logout().join();
                    client.closeFuture().join();
                }
            }
        } finally {
            server.close(Duration.ZERO).join();
        }
    }

    @Test
    void tellsTheFingerprintAndWhatToDoWithIt() throws Exception {
        run();
        String fingerprint = CertificateFingerprint.of(certificate());
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("SHA-256 fingerprint: " + fingerprint)
                .contains("serve --data " + folder + " --set tls.certificate=certificate.pem")
                .contains("--trust " + folder.resolve("certificate.pem"))
                .contains("--pin " + fingerprint);
    }

    @Test
    void namesWhomItIsToldTo() throws Exception {
        run("chat.example.org", "192.0.2.7", "2001:db8::7");
        assertThat(certificate().getSubjectAlternativeNames())
                .extracting(name -> String.valueOf(name.get(1)))
                .containsExactly("chat.example.org", "192.0.2.7", "2001:db8:0:0:0:0:0:7");
        assertThat(certificate().getSubjectX500Principal().getName()).isEqualTo("CN=chat.example.org");
        assertThat(certificate().getNotAfter().toInstant())
                .isBetween(
                        Instant.now().plus(Duration.ofDays(396)), Instant.now().plus(Duration.ofDays(398)));
    }

    @Test
    void keepsItsKeyToItself() throws Exception {
        run();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("key.pem"))))
                .isEqualTo("rw-------");
    }

    @Test
    void writesOverNothing() throws Exception {
        Path key = Files.writeString(folder.resolve("key.pem"), "precious");
        assertThat(run()).isEqualTo(ExitCode.DATA);
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("certificate: " + key + " (expected: none there yet)" + System.lineSeparator());
        assertThat(key).hasContent("precious");
        assertThat(folder.resolve("certificate.pem")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"what a name", "http://localhost", "a,b", "1.2.3.4/8", "[::1]"})
    void refusesWhatIsNoName(String name) {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> CertificateCommand.run(new DataFolder(folder), List.of(name), new PrintStream(out)))
                .withMessage("certificate: " + name + " (expected: a host name or an address)");
    }
}
