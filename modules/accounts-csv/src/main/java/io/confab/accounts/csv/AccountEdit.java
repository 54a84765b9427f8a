package io.confab.accounts.csv;

import static java.util.Objects.requireNonNull;

import io.confab.api.Account;
import org.jspecify.annotations.Nullable;

/**
 * What somebody else than the store has made of an account in its file: another program, or a person with an editor.
 *
 * @param before null where there was none of its name
 * @param after  null where it is gone; of the same name otherwise
 */
public record AccountEdit(
        @Nullable Account before, @Nullable Account after) {

    /** The account's name. */
    public String name() {
        return requireNonNull(after == null ? before : after, "before or after").name();
    }
}
