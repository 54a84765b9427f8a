package io.confab.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The JavaScript: its own tests, by Node.js, and that all of it is served. */
class JavaScriptTest {

    private static final Path CLIENT = Path.of("../client-js");
    private static final Path PAGE = Path.of("src/main/resources/io/confab/web");
    private static final Pattern RESULT = Pattern.compile("^(ok|not ok) \\d+ - (.*)$", Pattern.MULTILINE);

    @TestFactory
    Stream<DynamicTest> passesItsTests() throws Exception {
        List<String> command = new ArrayList<>(List.of("node", "--test", "--test-reporter=tap"));
        try (Stream<Path> tests = Files.list(CLIENT.resolve("test"))) {
            tests.map(Path::toString).filter(test -> test.endsWith(".test.js")).forEach(command::add);
        }
        Process node = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int exit = node.waitFor();
        List<DynamicTest> results = RESULT.matcher(output)
                .results()
                .map(result -> DynamicTest.dynamicTest(
                        result.group(2),
                        () -> assertThat(result.group(1)).as(output).isEqualTo("ok")))
                .toList();
        assertThat(results).as(output).hasSizeGreaterThan(10);
        return Stream.concat(
                results.stream(),
                Stream.of(DynamicTest.dynamicTest(
                        "ends with 0", () -> assertThat(exit).as(output).isZero())));
    }

    @Test
    void servesEveryFileThereIs() throws IOException {
        List<String> served = new ArrayList<>(List.of("/"));
        try (Stream<Path> page = Files.list(PAGE);
                Stream<Path> client = Files.list(CLIENT.resolve("src"))) {
            page.map(file -> "/" + file.getFileName()).forEach(served::add);
            client.map(file -> "/client/" + file.getFileName())
                    .filter(file -> file.endsWith(".js"))
                    .forEach(served::add);
        }

        String paths = WebClient.files().toString();

        assertThat(List.of(paths.substring(1, paths.length() - 1).split(", ")))
                .containsExactlyInAnyOrderElementsOf(served);
        assertThat(WebClient.files().compressedBytes()).isLessThan(100_000);
    }
}
