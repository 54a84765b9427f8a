package io.confab.api;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What the acknowledgement of a message promises; each promise holds what the ones before it do. */
public enum Durability {

    /** The message is in memory; it is gone with its session, or with the process. */
    MEMORY("memory"),

    /** It is with the operating system: it survives the process, also {@code kill -9}, but not a power loss. */
    WRITTEN("written"),

    /** It is on the disk: it survives a power loss. */
    SYNCED("synced");

    private final String text;

    Durability(String text) {
        this.text = text;
    }

    /** As it is written on the wire and in configurations: {@code memory}, {@code written} or {@code synced}. */
    public String text() {
        return text;
    }

    /**
     * The promise with a text.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Durability of(String text) {
        for (Durability durability : values()) {
            if (durability.text.equals(text)) {
                return durability;
            }
        }
        String known = Arrays.stream(values()).map(Durability::text).collect(Collectors.joining(", "));
        throw new IllegalArgumentException("durability: " + text + " (expected: one of " + known + ")");
    }

    /** Whether messages outlive the process. */
    public boolean isStored() {
        return this != MEMORY;
    }
}
