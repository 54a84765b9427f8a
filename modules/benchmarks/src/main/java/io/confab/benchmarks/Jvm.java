package io.confab.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How processes are started that run on the JVM that this runs on. */
final class Jvm {

    private static final int KNOWS_OF_NATIVE_ACCESS = 24;
    private static final int HAS_COMPACT_HEADERS = 25;

    private Jvm() {}

    /**
     * The beginning of a command.
     *
     * @param options further ones of the JVM's own
     * @return to be added to
     */
    static List<String> command(List<String> options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        int version = Runtime.version().feature();
        if (version >= HAS_COMPACT_HEADERS) {
            command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-XX:+UseCompactObjectHeaders"));
        }
        if (version >= KNOWS_OF_NATIVE_ACCESS) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        command.addAll(options);
        return command;
    }
}
