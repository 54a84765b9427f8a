package io.confab.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The launcher script in a source tree where nothing is built, on machines that lack something. */
@EnabledOnOs(OS.LINUX)
class LauncherTest {

    private static final Path SCRIPT = Path.of("../../confab");
    private static final int UNAVAILABLE = 69;

    @TempDir
    private Path tree;

    @BeforeEach
    void copiesTheScript() throws Exception {
        Files.copy(SCRIPT, tree.resolve("confab"));
        Path tools = Files.createDirectory(tree.resolve("tools"));
        for (String tool : List.of(
                "bash", "dirname", "readlink", "sed", "head", "find", "grep", "mkdir", "rm", "touch", "cat", "flock")) {
            link(tools, tool);
        }
    }

    @Test
    void saysInOneLineThatThereIsNoJava() throws Exception {
        Result result = run(Map.of(), "serve");
        assertThat(result.exitCode).isEqualTo(UNAVAILABLE);
        assertThat(result.lines)
                .containsExactly("confab: java: not found (expected: a JDK 17 or newer on the path or in JAVA_HOME)");
    }

    @Test
    void saysInOneLineThatJavaHomeIsNone() throws Exception {
        Result result = run(Map.of("JAVA_HOME", tree.toString()), "serve");
        assertThat(result.exitCode).isEqualTo(UNAVAILABLE);
        assertThat(result.lines)
                .containsExactly(
                        "confab: JAVA_HOME: " + tree + " (expected: a JDK 17 or newer; there is no bin/java in it)");
    }

    @Test
    void saysInOneLineThatJavaIsTooOld() throws Exception {
        Path home = Files.createDirectories(tree.resolve("jdk/bin")).getParent();
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"11.0.20\"\n");
        executable(home.resolve("bin/java"), "exit 1");
        Result result = run(Map.of("JAVA_HOME", home.toString()), "serve");
        assertThat(result.exitCode).isEqualTo(UNAVAILABLE);
        assertThat(result.lines)
                .containsExactly("confab: " + home.resolve("bin/java") + ": version 11.0.20 (expected: 17 or newer)");
    }

    @Test
    void saysInOneLineThatThereIsNoMaven() throws Exception {
        for (String verb : List.of("serve", "chat", "verify")) {
            Result result = run(javaHome(), verb);
            assertThat(result.exitCode).isEqualTo(UNAVAILABLE);
            assertThat(result.lines)
                    .containsExactly("confab: mvn: not found (expected: Maven 3.8 or newer on the path)");
        }
    }

    @Test
    void saysInOneLineThatThereIsNoNetwork() throws Exception {
        executable(
                tree.resolve("tools/mvn"),
                "echo '[ERROR] Could not transfer artifact a:b:pom:1 from/to central: Unknown host'; exit 1");
        Result result = run(javaHome(), "serve");
        assertThat(result.exitCode).isEqualTo(UNAVAILABLE);
        assertThat(result.lines).hasSize(2);
        assertThat(result.lines.get(0)).startsWith("confab: building the server");
        assertThat(result.lines.get(1))
                .startsWith(
                        "confab: Maven cannot fetch what the build needs (expected: a network, or a filled local repository)");
    }

    @Test
    void knowsItsVerbs() throws Exception {
        assertThat(run(Map.of(), "help").exitCode).isZero();
        Result result = run(Map.of(), "server");
        assertThat(result.exitCode).isEqualTo(2);
        assertThat(result.lines)
                .last()
                .isEqualTo(
                        "confab: server (expected: serve, chat, accounts, log, status, admin, certificate, bench, verify or help)");
    }

    private record Result(int exitCode, List<String> lines) {}

    private Result run(Map<String, String> environment, String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                tree.resolve("tools/bash").toString(), tree.resolve("confab").toString()));
        command.addAll(List.of(arguments));
        Path output = tree.resolve("output");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().put("PATH", tree.resolve("tools").toString());
        builder.environment().putAll(environment);
        Process process = builder.start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        return new Result(process.exitValue(), Files.readAllLines(output));
    }

    private static Map<String, String> javaHome() {
        return Map.of("JAVA_HOME", System.getProperty("java.home"));
    }

    private static void link(Path folder, String tool) throws Exception {
        for (String place : List.of("/usr/bin", "/bin")) {
            Path real = Path.of(place, tool);
            if (Files.exists(real)) {
                Files.createSymbolicLink(folder.resolve(tool), real);
                return;
            }
        }
    }

    private static void executable(Path file, String script) throws Exception {
        Files.writeString(file, "#!/bin/bash\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
    }
}
