package io.confab.handlers;

import io.confab.api.LoginExchange;
import org.jspecify.annotations.Nullable;

/** A login whose client was sent a challenge. */
record PendingLogin(String account, String mechanism, LoginExchange exchange) {

    /** The exchange, if it is the one that a further step belongs to. */
    static @Nullable LoginExchange exchange(@Nullable PendingLogin pending, String account, String mechanism) {
        return pending != null && pending.account.equals(account) && pending.mechanism.equals(mechanism)
                ? pending.exchange
                : null;
    }
}
