package io.confab.api;

import static java.util.Objects.requireNonNull;

/**
 * An account as its store keeps it.
 *
 * @param name       valid and in normal form
 * @param credential a PHC string such as {@code $argon2id$v=19$m=19456,t=2,p=1$…$…}, or, in a store that was
 *                   written by hand, the plain password
 */
public record Account(String name, String credential) {

    /** @throws IllegalArgumentException if the name is not valid and normal */
    public Account {
        requireNonNull(credential, "credential");
        if (!Names.isNormal(name)) {
            throw new IllegalArgumentException("name: " + name + " (expected: a valid name in NFC)");
        }
    }

    /** Names the account only: a credential is never printed. */
    @Override
    public String toString() {
        return "Account[name=" + name + "]";
    }
}
