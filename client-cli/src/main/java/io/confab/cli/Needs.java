package io.confab.cli;

import io.confab.api.NakCode;
import java.util.function.Predicate;

/** What has to be true before a command makes sense; otherwise the server is not asked. */
enum Needs {
    NOTHING(chat -> true, NakCode.FORBIDDEN, ""),
    NO_LOGIN(
            chat -> !chat.isLoggedIn(),
            NakCode.ALREADY_LOGGED_IN,
            "login: there is one already (expected: /logout first)"),
    LOGIN(Chat::isLoggedIn, NakCode.NOT_LOGGED_IN, "not logged in (expected: /login first)"),
    SESSION(Chat::isInSession, NakCode.NOT_A_MEMBER, "session: none (expected: /joinsession or /createsession first)");

    private final Predicate<Chat> test;
    private final NakCode code;
    private final String reason;

    Needs(Predicate<Chat> test, NakCode code, String reason) {
        this.test = test;
        this.code = code;
        this.reason = reason;
    }

    /** @throws Problem if it is not so */
    void check(Chat chat) {
        if (this == SESSION) {
            LOGIN.check(chat);
        }
        if (!test.test(chat)) {
            throw Problem.refused(code, reason);
        }
    }
}
