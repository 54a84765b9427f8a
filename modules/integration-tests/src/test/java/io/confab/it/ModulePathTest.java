package io.confab.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.StringWriter;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that is compiled and run against Confab, as modules and without. */
class ModulePathTest {

    /** What an application with Confab's server and client has; the rest of the class path is the tests'. */
    private static final List<String> NEEDED = List.of(
            "confab",
            "api",
            "codec",
            "session",
            "handlers",
            "server",
            "client",
            "netty",
            "caffeine",
            "jackson",
            "slf4j-api",
            "jspecify");

    @TempDir
    private Path folder;

    @Test
    void runsOnTheModulePath() throws Exception {
        Path classes = compile("--module-path", path(), source("module-info.java"), source("Application.java"));
        assertThat(run(
                        "--module-path",
                        path() + File.pathSeparator + classes,
                        "-m",
                        "application/application.Application"))
                .contains("jill: hello (module io.confab.server)");
    }

    @Test
    void runsOnTheClassPath() throws Exception {
        Path classes = compile("-cp", path(), source("Application.java"));
        assertThat(run("-cp", path() + File.pathSeparator + classes, "application.Application"))
                .contains("jill: hello (unnamed module @");
    }

    private Path compile(String pathOption, String path, Path... sources) throws Exception {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        Path classes = Files.createDirectories(folder.resolve("classes"));
        StringWriter complaints = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, UTF_8)) {
            List<String> options = List.of(pathOption, path, "-d", classes.toString(), "-proc:none", "--release", "17");
            boolean compiled = compiler.getTask(
                            complaints, files, null, options, null, files.getJavaFileObjects(sources))
                    .call();
            assertThat(compiled).as(complaints.toString()).isTrue();
        }
        return classes;
    }

    private String run(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx128m"));
        command.addAll(List.of(arguments));
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ended").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String text = Files.readString(output);
        assertThat(process.exitValue()).as(text).isZero();
        return text;
    }

    private static String path() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.contains("test-classes"))
                .filter(ModulePathTest::isNeeded)
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static boolean isNeeded(String entry) {
        Path path = Path.of(entry);
        // In a build that makes no jars a module is .../NAME/target/classes.
        Path name = path.endsWith(Path.of("target", "classes"))
                ? path.getParent().getParent().getFileName()
                : path.getFileName();
        return NEEDED.stream().anyMatch(name.toString()::startsWith);
    }

    private static Path source(String name) throws Exception {
        URI uri = ModulePathTest.class.getResource("/application/" + name).toURI();
        return Path.of(uri);
    }
}
