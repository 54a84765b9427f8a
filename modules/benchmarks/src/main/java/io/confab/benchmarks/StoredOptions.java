package io.confab.benchmarks;

import io.confab.benchmarks.ServerProcess.Launch;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the arguments of {@code ./confab bench stored} say. */
final class StoredOptions {

    static final String RESUME = "resume";
    static final String HISTORY = "history";
    static final String OPENING = "opening";

    private static final List<String> CASES = List.of(RESUME, HISTORY, OPENING);

    /** Each is a connection from one address to one port, and two open files. */
    private static final int MOST_MEMBERS = 15_000;

    int sessions = 100;
    int members = 100;
    int missed = 100;
    int payload = 100;
    boolean pinned;
    String heap = "512m";
    Path folder = Path.of("target");
    Path jar = Path.of("modules", "standalone", "target", "confab-server.jar");
    final List<String> settings = new ArrayList<>();

    private final Set<String> named = new LinkedHashSet<>();
    private int messages;

    private StoredOptions() {}

    /** @throws IllegalArgumentException with what was expected */
    static StoredOptions parse(List<String> arguments) {
        StoredOptions options = new StoredOptions();
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            if (name.equals("--pin")) {
                options.pinned = true;
            } else if (name.startsWith("--")) {
                options.set(name, i + 1 < arguments.size() ? arguments.get(++i) : null);
            } else if (CASES.contains(name)) {
                options.named.add(name);
            } else {
                throw new IllegalArgumentException("stored: " + name + " (expected: resume, history or opening)");
            }
        }
        if (options.sessions * (long) options.members > MOST_MEMBERS) {
            throw new IllegalArgumentException("sessions x members: " + options.sessions * (long) options.members
                    + " (expected: at most " + MOST_MEMBERS + ")");
        }
        return options;
    }

    private void set(String name, @Nullable String value) {
        switch (name) {
            case "--sessions" -> sessions = Options.number(name, value, 1);
            case "--members" -> members = Options.number(name, value, 1);
            case "--missed" -> missed = Options.number(name, value, 1);
            case "--messages" -> messages = Options.number(name, value, 1);
            case "--payload" -> payload = payload(name, value);
            case "--heap" -> heap = Options.text(name, value);
            case "--folder" -> folder = Path.of(Options.text(name, value));
            case "--jar" -> jar = Path.of(Options.text(name, value));
            case "--set" -> settings.add(Options.text(name, value));
            default ->
                throw new IllegalArgumentException(name + ": unknown option (expected: one of confab bench --help)");
        }
    }

    private static int payload(String name, @Nullable String value) {
        int bytes = Options.number(name, value, Payload.MIN_BYTES);
        if (bytes > Payload.MAX_BYTES) {
            throw new IllegalArgumentException(
                    name + ": " + bytes + " (expected: " + Payload.MIN_BYTES + " to " + Payload.MAX_BYTES + ")");
        }
        return bytes;
    }

    /** The names of what is to be measured, in order. */
    List<String> cases() {
        return named.isEmpty() ? CASES : List.copyOf(named);
    }

    /** How many messages the log has that a case reads. */
    int messages(int unlessSaid) {
        return messages == 0 ? unlessSaid : messages;
    }

    /** How a case starts its servers. */
    Launch launch(String... further) {
        List<String> all = new ArrayList<>(List.of(further));
        all.addAll(settings); // last, and so they hold
        return new Launch(jar, pinned, List.of("-Xmx" + heap), all);
    }
}
