package io.confab.standalone;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The value of every key, and where it comes from. Immutable. The command line beats the environment, which beats the
 * file, which beats the default; within one of them the last one wins.
 */
final class Settings {

    static final String DEFAULT_ORIGIN = "default";

    /** Variables that begin like ours and set no key: the launcher's and the client's. */
    private static final List<String> OTHER_VARIABLES =
            List.of("CONFAB_JAVA_OPTS", "CONFAB_MVN_OPTS", "CONFAB_PASSWORD", "CONFAB_LAUNCHER");

    private record Setting(Object value, Assignment assignment) {}

    private final Map<Key<?>, Setting> settings;
    private final List<String> warnings;

    private Settings(Map<Key<?>, Setting> settings, List<String> warnings) {
        this.settings = Map.copyOf(settings);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * Judges what was written.
     *
     * @param environment only variables that begin with {@code CONFAB_} are looked at; one that sets no key is a warning,
     *                    because not all of them are ours: Kubernetes names some after its services
     * @throws StartException naming every unknown key with the nearest known one, and every wrong value
     */
    static Settings of(List<Assignment> file, Map<String, String> environment, List<Assignment> commandLine)
            throws StartException {
        List<String> warnings = new ArrayList<>();
        List<Assignment> written = new ArrayList<>(file);
        written.addAll(fromEnvironment(environment, warnings));
        written.addAll(commandLine);

        Map<Key<?>, Setting> settings = new HashMap<>();
        for (Key<?> key : Keys.ALL) {
            settings.put(key, judge(key, new Assignment(key.name(), key.defaultText(), DEFAULT_ORIGIN)));
        }
        List<String> problems = new ArrayList<>();
        for (Assignment assignment : written) {
            try {
                Key<?> key = known(assignment.key());
                settings.put(key, judge(key, assignment));
            } catch (IllegalArgumentException e) {
                problems.add(assignment.origin() + ": " + e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new StartException(ExitCode.USAGE, problems);
        }
        return new Settings(settings, warnings);
    }

    /** The same, but with another's values of keys that are taken up {@link Key.Uptake#AT_START}. */
    Settings withAtStart(Settings running) {
        Map<Key<?>, Setting> mixed = new HashMap<>(settings);
        mixed.replaceAll((key, setting) -> key.uptake() == Key.Uptake.AT_START ? running.setting(key) : setting);
        return new Settings(mixed, warnings);
    }

    private static Setting judge(Key<?> key, Assignment assignment) {
        return new Setting(requireNonNull(key.type().read(key.name(), assignment.value())), assignment);
    }

    private static Key<?> known(String name) {
        return Keys.ALL.stream()
                .filter(key -> key.name().equals(name))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException(name + ": unknown key (expected: a known one; the nearest is "
                                + NearestName.to(name, Keys.names()) + ")"));
    }

    private static List<Assignment> fromEnvironment(Map<String, String> environment, List<String> warnings) {
        List<Assignment> assignments = new ArrayList<>();
        new TreeMap<>(environment).forEach((variable, value) -> {
            if (!variable.startsWith("CONFAB_") || OTHER_VARIABLES.contains(variable)) {
                return;
            }
            Optional<Key<?>> key = Keys.ALL.stream()
                    .filter(known -> known.variable().equals(variable))
                    .findFirst();
            if (key.isPresent()) {
                assignments.add(new Assignment(key.get().name(), value.strip(), variable));
            } else {
                String nearest = NearestName.to(
                        variable, Keys.ALL.stream().map(Key::variable).toList());
                warnings.add(variable + ": unknown variable, ignored (expected: a known one; the nearest is " + nearest
                        + ")");
            }
        });
        return assignments;
    }

    @SuppressWarnings("unchecked") // judge() put the key's own type there
    <T> T value(Key<T> key) {
        return (T) setting(key).value();
    }

    /** The value as it was written. */
    String text(Key<?> key) {
        return setting(key).assignment().value();
    }

    /** Where the value was written; {@link #DEFAULT_ORIGIN} if nowhere. */
    String origin(Key<?> key) {
        return setting(key).assignment().origin();
    }

    boolean isDefault(Key<?> key) {
        return origin(key).equals(DEFAULT_ORIGIN);
    }

    /** What somebody should look at although it does not stop the start. */
    List<String> warnings() {
        return warnings;
    }

    private Setting setting(Key<?> key) {
        return requireNonNull(settings.get(key), key.name());
    }
}
