package io.confab.api;

import static java.util.Objects.requireNonNull;

import org.jspecify.annotations.Nullable;

/**
 * An account as its store keeps it.
 *
 * @param name       valid and in normal form
 * @param credential a PHC string such as {@code $argon2id$v=19$m=19456,t=2,p=1$…$…}, or, in a store that was
 *                   written by hand, the plain password
 * @param scram      the {@linkplain io.confab.api.scram.ScramKeys#text keys} of the same password for SCRAM-SHA-256; null
 *                   where there are none, and then it cannot log in by that
 * @param role       what it may do beyond what everybody may
 * @param locked     whether it may not log in
 */
public record Account(
        String name, String credential, @Nullable String scram, Role role, boolean locked) {

    /** @throws IllegalArgumentException if the name is not valid and normal */
    public Account {
        requireNonNull(credential, "credential");
        requireNonNull(role, "role");
        if (!Names.isNormal(name)) {
            throw new IllegalArgumentException("name: " + name + " (expected: a valid name in NFC)");
        }
    }

    /** A member that is not locked and has no keys for SCRAM. */
    public Account(String name, String credential) {
        this(name, credential, null, Role.MEMBER, false);
    }

    /** The same account with another password. */
    public Account withPassword(String credential, @Nullable String scram) {
        return new Account(name, credential, scram, role, locked);
    }

    /** The same account with keys for SCRAM. */
    public Account withScram(String scram) {
        return new Account(name, credential, scram, role, locked);
    }

    /** The same account in another role. */
    public Account withRole(Role role) {
        return new Account(name, credential, scram, role, locked);
    }

    /** The same account, locked or not. */
    public Account withLocked(boolean locked) {
        return new Account(name, credential, scram, role, locked);
    }

    /** Leaves out what is secret. */
    @Override
    public String toString() {
        return "Account[name=" + name + ", role=" + role.text() + (locked ? ", locked]" : "]");
    }
}
