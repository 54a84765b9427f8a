package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HistoryFileTest {

    @TempDir
    private Path folder;

    @Test
    void isReadableToItsOwnerAlone() throws IOException {
        Path file = HistoryFile.prepare(Map.of("XDG_STATE_HOME", folder.toString()));

        assertThat(file).isEqualTo(folder.resolve("confab/history")).isEmptyFile();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void liesUnderTheHomeWhereNoPlaceOrARelativeOneIsNamed() {
        Path expected = folder.resolve(".local/state/confab/history");

        assertThat(HistoryFile.prepare(Map.of("HOME", folder.toString()))).isEqualTo(expected);
        assertThat(HistoryFile.prepare(Map.of("HOME", folder.toString(), "XDG_STATE_HOME", "state")))
                .isEqualTo(expected);
    }

    @Test
    void isLeftOutWhereItCannotBe() throws IOException {
        Path file = Files.createFile(folder.resolve("file"));

        assertThat(HistoryFile.prepare(Map.of("XDG_STATE_HOME", file.toString())))
                .isNull();
    }
}
