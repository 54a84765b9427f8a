package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigurationFileTest {

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void namesTheFile() {
        file = folder.resolve(ConfigurationFile.NAME);
    }

    @Test
    void readsAKeyAndAValueALine() throws Exception {
        write("# comment\n\n  port = 7000  \r\naccounts=a = b # c\nhost = käse\n");
        assertThat(ConfigurationFile.read(file))
                .containsExactly(
                        new Assignment("port", "7000", file + ":3"),
                        new Assignment("accounts", "a = b # c", file + ":4"),
                        new Assignment("host", "käse", file + ":5"));
    }

    @Test
    void setsNothingWhereItIsMissing() throws Exception {
        assertThat(ConfigurationFile.read(file)).isEmpty();
    }

    @Test
    void namesEveryLineThatIsNoAssignment() throws Exception {
        write("port 7000\nhost = here\n= 5\n");
        assertRefused(
                ExitCode.USAGE,
                file + ":1: port 7000 (expected: key = value)\n" + file + ":3: = 5 (expected: key = value)");
    }

    @Test
    void refusesAKeyThatIsSetTwice() throws Exception {
        write("port = 1\n\nport = 2\n");
        assertRefused(ExitCode.USAGE, file + ":3: port: set twice (expected: once; it is also in line 1)");
    }

    @Test
    void refusesBytesThatAreNoUtf8() throws Exception {
        Files.write(file, new byte[] {'p', '=', (byte) 0xE9});
        assertRefused(ExitCode.USAGE, file + ": not UTF-8 (expected: a text file in UTF-8)");
    }

    @Test
    void refusesAFolderInItsPlace() throws Exception {
        Files.createDirectory(file);
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> ConfigurationFile.read(file))
                .withMessageStartingWith(file + ": ")
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.DATA));
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text, UTF_8);
    }

    private void assertRefused(ExitCode exitCode, String message) {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> ConfigurationFile.read(file))
                .withMessage(message)
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(exitCode));
    }
}
