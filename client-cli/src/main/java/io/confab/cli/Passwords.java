package io.confab.cli;

import io.confab.api.NakCode;
import org.jspecify.annotations.Nullable;

/** Where passwords come from: the line, the environment, or the user. */
final class Passwords {

    /** Stands in a line where the password would, and asks for it. */
    static final String ASK = "-";

    private final @Nullable String prepared;
    private final Lines lines;

    /** @param prepared from the environment, or null */
    Passwords(@Nullable String prepared, Lines lines) {
        this.prepared = prepared;
        this.lines = lines;
    }

    /**
     * The password of a {@code /login}. Who sits there is asked, because what was prepared belongs to the login at the
     * start.
     *
     * @param given what the line said, or null
     * @throws Problem if there is none
     */
    String of(String account, @Nullable String given) {
        if (given != null && !given.equals(ASK)) {
            return given;
        }
        return !lines.interactive() && prepared != null ? prepared : ask(account);
    }

    /** The password of the login at the start. */
    String atStart(String account) {
        return prepared != null ? prepared : ask(account);
    }

    private String ask(String account) {
        String answer = lines.password("password of " + Printable.of(account) + ": ");
        if (answer == null) {
            throw Problem.refused(
                    NakCode.BAD_CREDENTIALS,
                    lines.interactive()
                            ? "password: none (nothing was sent)"
                            : "password: none (expected: CONFAB_PASSWORD, or in the line)");
        }
        return answer;
    }
}
