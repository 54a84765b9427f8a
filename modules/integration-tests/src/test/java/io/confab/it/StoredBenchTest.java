package io.confab.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code ./confab bench stored}, with counts so small that its figures say nothing, but that it works. */
@Timeout(value = 10, unit = TimeUnit.MINUTES) // it starts a dozen JVMs
class StoredBenchTest {

    private static final Path DRIVER = Path.of("../benchmarks/target/confab-bench.jar");
    private static final Path SERVER = Path.of("../standalone/target/confab-server.jar");

    @TempDir
    private Path folder;

    @Test
    void findsEverythingThatWasStoredAndLeavesNothingBehind() throws Exception {
        Result result = run("--sessions", "2", "--members", "3", "--missed", "5", "--messages", "1050");

        assertThat(result.exitCode).as("%s", result.lines).isZero();
        assertThat(result.lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("resume: 6 of 6 members of 2 sessions back ")
                        .contains("with 30 of 30 missed messages (repeated or reordered 0, corrupt 0)")
                        .contains("logins with tokens 6, with passwords or refused 0"))
                .anySatisfy(line ->
                        assertThat(line).startsWith("history: 1,050 messages read backwards in 11 pages of 100: "))
                .anySatisfy(line -> assertThat(line).startsWith("opening: 1,050 messages in 2 sessions, "))
                .noneSatisfy(line -> assertThat(line).contains("WRONG"));
        try (Stream<Path> left = Files.list(folder)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void failsWhereTheServerHasLostWhatWasSaid() throws Exception {
        Result result = run(
                "resume", "--sessions", "2", "--members", "2", "--missed", "1", "--set", "sessions.durability=memory");

        assertThat(result.exitCode).isEqualTo(1);
        assertThat(result.lines)
                .last()
                .asString()
                .startsWith("resume: 0 of 4 members ")
                .contains("NO_SUCH_SESSION")
                .endsWith("; WRONG");
    }

    private record Result(int exitCode, List<String> lines) {}

    private Result run(String... arguments) throws Exception {
        assertThat(DRIVER).as("built before, by ./confab verify").isRegularFile();
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                DRIVER.toAbsolutePath().toString(),
                "stored",
                "--folder",
                folder.toString(),
                "--jar",
                SERVER.toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            List<String> lines;
            try (Stream<String> output = process.inputReader().lines()) {
                lines = output.toList();
            }
            assertThat(process.waitFor(10, TimeUnit.SECONDS)).as("ended").isTrue();
            return new Result(process.exitValue(), lines);
        } finally {
            process.toHandle().destroy();
        }
    }
}
