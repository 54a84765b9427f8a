package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code packaging} installs, in folders of this test instead of {@code /opt/confab} and {@code /var/lib/confab}. Whether
 * a container can be built of it is seen only where there is an engine.
 */
@EnabledOnOs({OS.LINUX, OS.MAC})
class PackagingIT {

    private static final Path TREE = Path.of("../..");
    private static final Path UNIT = TREE.resolve("packaging/systemd/confab.service");
    private static final Path CONTAINER = TREE.resolve("packaging/container/Containerfile");

    @TempDir
    private Path folder;

    private final List<ServerProcess> started = new ArrayList<>();

    @BeforeEach
    void installs() throws Exception {
        Path program = Files.createDirectory(folder.resolve("with space"));
        Files.copy(Path.of("target/confab-server.jar"), program.resolve("confab-server.jar"));
        Files.copy(TREE.resolve("packaging/confab"), program.resolve("confab"));
        assertThat(program.resolve("confab").toFile().setExecutable(true)).isTrue();
        Files.createSymbolicLink(folder.resolve("link"), program.resolve("confab"));
    }

    @AfterEach
    void endsWhatIsLeft() {
        started.forEach(ServerProcess::close);
    }

    @Test
    void whatIsInTheJarIsListedBesideIt() throws Exception {
        List<String> listed = new ArrayList<>();
        new ObjectMapper()
                .readTree(Path.of("target/confab-server.cdx.json").toFile())
                .get("components")
                .forEach(component -> listed.add(component.get("name").asText()));
        assertThat(listed).contains("netty-handler", "sqlite-jdbc", "bcprov-jdk18on", "confab-codec");
        assertThat(listed).doesNotContain("junit-jupiter-api", "awaitility");
    }

    @Test
    void theInstalledCommandAloneStartsNothing() throws Exception {
        ServerProcess alone = run(List.of(folder.resolve("link").toString()));
        assertThat(alone.awaitExit()).isEqualTo(2);
        assertThat(alone.errors()).contains("confab: no command (expected: serve, ");
    }

    @Test
    void theInstalledCommandChatsWhereThereIsAClient() throws Exception {
        List<String> chat = List.of(folder.resolve("link").toString(), "chat", "--version");
        ServerProcess without = run(chat);
        assertThat(without.awaitExit()).isEqualTo(2);
        assertThat(without.errors()).contains("confab: chat: no confab-client-cli.jar in ");

        // Which jar it is that runs is the launcher's business, what is in it is not.
        Files.copy(Path.of("target/confab-server.jar"), folder.resolve("with space/confab-client-cli.jar"));
        ServerProcess with = run(chat);
        assertThat(with.awaitExit()).isZero();
        assertThat(with.output()).startsWith("Confab ");
    }

    @Test
    void theUnitsCommandServesAndItsReloadReloads() throws Exception {
        ServerProcess server = run(command(UNIT, "ExecStart=(.*)"), "--port", "0");
        server.awaitPort();
        assertThat(Files.readString(UNIT)).contains("ExecReload=/bin/kill -HUP $MAINPID");
        server.signal("HUP"); // the launcher has become the server: it is the process that systemd knows
        server.awaitError(Pattern.compile("Reload: nothing has changed"));
        server.terminate();
        assertThat(server.awaitExit()).isZero();
    }

    @Test
    void theContainersCommandServesAndItsHealthCheckSaysSo() throws Exception {
        List<String> entry = words("ENTRYPOINT \\[(.*)]");
        List<String> arguments = new ArrayList<>(entry);
        arguments.addAll(words("CMD \\[(.*serve.*)]"));
        List<String> health = words("CMD \\[(.*status.*)]");

        assertThat(run(health).awaitExit()).isEqualTo(ExitCode.NOT_RUNNING.status());
        ServerProcess server = run(arguments, "--port", "0");
        server.awaitPort();
        ServerProcess check = run(health);
        assertThat(check.awaitExit()).as(check.errors()).isZero();
        assertThat(check.output()).contains("is READY");
    }

    @Test
    void theContainerIsMadeOfWhatThereIs() throws Exception {
        Matcher copied = Pattern.compile("(?m)^COPY (?:--\\S+ )*(\\S+) \\S+$").matcher(Files.readString(CONTAINER));
        List<Path> sources = new ArrayList<>();
        while (copied.find()) {
            sources.add(TREE.resolve(copied.group(1)));
        }
        assertThat(sources).hasSize(2).allSatisfy(source -> assertThat(source).isRegularFile());
        assertThat(Files.readString(CONTAINER)).doesNotContain("USER root");
    }

    private List<String> command(Path file, String pattern) throws Exception {
        return here(Stream.of(group(file, pattern).split(" ")));
    }

    private List<String> words(String pattern) throws Exception {
        return here(Stream.of(group(CONTAINER, pattern).replace("\"", "").split(", ")));
    }

    private List<String> here(Stream<String> words) {
        return words.map(word -> word.replace(
                                "/opt/confab/confab", folder.resolve("link").toString())
                        .replace("/var/lib/confab", folder.resolve("data").toString()))
                .toList();
    }

    private static String group(Path file, String pattern) throws Exception {
        Matcher matcher = Pattern.compile("(?m)^ *" + pattern + "$").matcher(Files.readString(file));
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private ServerProcess run(List<String> command, String... more) throws Exception {
        List<String> complete = new ArrayList<>(command);
        complete.addAll(List.of(more));
        ServerProcess process = ServerProcess.command(folder, complete);
        started.add(process);
        return process;
    }
}
