package io.confab.api;

import static java.util.Objects.requireNonNull;

import java.util.Map;
import java.util.TreeMap;

/**
 * What a figure is called.
 *
 * @param name        lower-case words with dots between them, the broadest first: {@code confab.log.commit}
 * @param unit        what it is counted in, in the plural: {@code bytes}; empty for plain numbers, and for times
 * @param description one sentence for people
 * @param tags        what tells it from others of its name, by key; few values each, and none that a stranger chooses
 */
public record Meter(String name, String unit, String description, Map<String, String> tags) {

    /** Copies the tags. */
    public Meter {
        requireNonNull(name, "name");
        requireNonNull(unit, "unit");
        requireNonNull(description, "description");
        tags = Map.copyOf(tags);
    }

    /** A plain number without tags. */
    public static Meter of(String name, String description) {
        return new Meter(name, "", description, Map.of());
    }

    /** The same, counted in a unit. */
    public Meter in(String unit) {
        return new Meter(name, unit, description, tags);
    }

    /** The same, with one more tag. */
    public Meter with(String key, String value) {
        Map<String, String> more = new TreeMap<>(tags);
        more.put(key, value);
        return new Meter(name, unit, description, more);
    }
}
