package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @Test
    void isItsOwnersAloneWhereItIsMade(@TempDir Path folder) throws Exception {
        DataFolder data = new DataFolder(folder.resolve("there").resolve("data"));

        data.create();
        data.create();

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.path())))
                .isEqualTo("rwx------");
    }
}
