package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The archive of loaded classes that {@code ./confab serve} makes once and starts from. */
@EnabledOnOs(OS.LINUX)
class ClassArchiveIT {

    private static final String PREPARING = "confab: preparing fast starts with Java ";

    @TempDir
    private Path tree;

    private final List<ServerProcess> started = new ArrayList<>();
    private Path archives;

    @BeforeEach
    void buildsATree() throws IOException {
        Files.copy(Path.of("../../confab"), tree.resolve("confab"));
        for (String folder : List.of("codec", "handlers", "modules/standalone/target")) {
            Files.createDirectories(tree.resolve(folder));
        }
        Files.writeString(tree.resolve("pom.xml"), "");
        Path target = tree.resolve("modules/standalone/target");
        Files.copy(Path.of("target/confab-server.jar"), target.resolve("confab-server.jar"));
        archives = target.resolve("archive");
    }

    @AfterEach
    void endsWhatIsLeft() {
        started.forEach(ServerProcess::close);
    }

    @Test
    void isMadeAtTheFirstStartAndUsedFromThenOn() throws Exception {
        assertThat(start(Map.of())).contains(PREPARING);
        assertThat(archives()).hasSize(1);
        assertThat(tree.resolve("data/accounts.csv")).doesNotExist();

        assertThat(start(Map.of())).doesNotContain(PREPARING);
        assertThat(mainClassIsArchived()).isTrue();
    }

    @Test
    void isDoneWithoutWhereItIsDamaged() throws Exception {
        start(Map.of());
        Path archive = archives().get(0);
        Files.delete(archive);
        Files.writeString(archive, "no archive");

        assertThat(start(Map.of()).lines()).allMatch(line -> line.contains(" WARN ") || line.contains(" INFO "));
        assertThat(mainClassIsArchived()).isFalse();
    }

    @Test
    void isNotMadeWhereItIsNotWanted() throws Exception {
        assertThat(start(Map.of("CONFAB_ARCHIVE", "off"))).doesNotContain(PREPARING);
        assertThat(archives).doesNotExist();
    }

    // Starts a server, ends it, and gives what it printed to the standard error output.
    private String start(Map<String, String> environment) throws Exception {
        Map<String, String> more = new HashMap<>(environment);
        more.put("CONFAB_JAVA_OPTS", "-Xlog:class+load:file=" + tree.resolve("classes.log"));
        ServerProcess server = ServerProcess.launch(tree, more, "--port", "0", "--accounts", "open");
        started.add(server);
        server.awaitPort();
        server.terminate();
        assertThat(server.awaitExit()).isZero();
        return server.errors();
    }

    private boolean mainClassIsArchived() throws IOException {
        try (Stream<String> lines = Files.lines(tree.resolve("classes.log"))) {
            String line = lines.filter(each -> each.contains(" " + Main.class.getName() + " "))
                    .findFirst()
                    .orElseThrow();
            return line.contains("shared objects file");
        }
    }

    private List<Path> archives() throws IOException {
        try (Stream<Path> files = Files.list(archives)) {
            return files.toList();
        }
    }
}
