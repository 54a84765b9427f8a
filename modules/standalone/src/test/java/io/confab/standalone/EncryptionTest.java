package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.confab.server.ConfabServer;
import io.confab.server.ConfabServerBuilder;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The keys of TLS and of proxies, as far as a server that starts or does not. */
class EncryptionTest {

    @TempDir
    Path folder;

    @BeforeEach
    void certify() throws Exception {
        CertificateCommand.run(data(), List.of(), new PrintStream(new ByteArrayOutputStream()));
    }

    private DataFolder data() {
        return new DataFolder(folder);
    }

    private void start(String... settings) throws StartException {
        List<Assignment> assignments = Arrays.stream(settings)
                .map(each -> each.split("="))
                .map(each -> new Assignment(each[0], each[1], "--set"))
                .toList();
        ConfabServerBuilder builder = ConfabServer.builder().port(0).openAccounts();
        Encryption.apply(Settings.of(List.of(), Map.of(), assignments), data(), builder);
        builder.start().join().close(Duration.ZERO).join();
    }

    @Test
    void isTakenFromTheDataFolder() throws Exception {
        start("tls.certificate=certificate.pem");
        start(
                "tls.certificate=certificate.pem",
                "tls.required=yes",
                "tls.provider=jdk",
                "tls.client-certificates=want",
                "tls.client-trust=certificate.pem",
                "network.proxies=127.0.0.1, 10.0.0.0/8",
                "network.proxies-encrypted=yes");
    }

    @Test
    void isReadAgainOnAReload() throws Exception {
        Settings settings = Settings.of(
                List.of(), Map.of(), List.of(new Assignment("tls.certificate", "certificate.pem", "--set")));
        ConfabServerBuilder builder = ConfabServer.builder().port(0).openAccounts();
        Encryption.apply(settings, data(), builder);
        ConfabServer server = builder.start().join();
        try {
            Reloadable certificates = Encryption.of(server);
            assertThat(certificates.prepare(settings).takeUp()).isEmpty();

            Files.delete(folder.resolve("key.pem"));
            assertThatExceptionOfType(StartException.class)
                    .isThrownBy(() -> certificates.prepare(settings))
                    .withMessage("tls: " + folder.resolve("key.pem") + " (expected: a file that can be read)");

            Files.delete(folder.resolve("certificate.pem"));
            certify();
            assertThat(certificates.prepare(settings).takeUp())
                    .containsExactly("tls.certificate: another one in its file (taken up)");
        } finally {
            server.close(Duration.ZERO).join();
        }
    }

    @Test
    void stopsAStartWithFilesThatAreNone() {
        for (String[] settings : new String[][] {
            {"tls.certificate=nothing.pem"},
            {"tls.certificate=certificate.pem", "tls.key=nothing.pem"},
            {"tls.certificate=certificate.pem", "tls.password-file=nothing.pem"},
            {"tls.certificate=nothing.p12"},
            {"tls.certificate=certificate.pem", "tls.client-certificates=need", "tls.client-trust=nothing.pem"},
        }) {
            assertThatExceptionOfType(CompletionException.class)
                    .isThrownBy(() -> start(settings))
                    .withCauseInstanceOf(IllegalStateException.class)
                    .withMessageContaining("tls: " + folder.resolve("nothing"))
                    .withMessageContaining("(expected: a file that can be read)");
        }
    }

    @Test
    void stopsAStartWhereClientsAreAskedForWhatNobodyTrusts() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> start("tls.certificate=certificate.pem", "tls.client-certificates=need"))
                .withMessage("tls.client-trust: none (expected: a file, as certificates of clients are asked for)")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }

    @Test
    void knowsAddressesWhenItSeesThem() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> start("network.proxies=10.0.0.0/8, proxy.example.org"))
                .withMessageContaining("network.proxies: 10.0.0.0/8, proxy.example.org (expected: networks such as");
    }
}
