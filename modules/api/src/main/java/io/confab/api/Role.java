package io.confab.api;

import java.util.Locale;

/** What an account may do beyond what everybody may, from little to much. */
public enum Role {
    /** What everybody is. */
    MEMBER,
    /** Keeps order in every session. */
    MODERATOR,
    /** Keeps order on the whole server. */
    ADMIN;

    /** The name that is stored and sent: {@code member}, {@code moderator}, {@code admin}. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it may do at least as much as another. */
    public boolean isAtLeast(Role other) {
        return compareTo(other) >= 0;
    }

    /** @throws IllegalArgumentException if the text names none */
    public static Role of(String text) {
        for (Role role : values()) {
            if (role.text().equals(text)) {
                return role;
            }
        }
        throw new IllegalArgumentException("role: " + text + " (expected: member, moderator or admin)");
    }
}
