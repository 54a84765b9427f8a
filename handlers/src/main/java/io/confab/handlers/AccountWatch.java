package io.confab.handlers;

import io.confab.session.Connection;
import io.confab.session.Moderation;
import io.confab.session.OnlineAccounts;
import io.netty.channel.EventLoop;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps what is known of accounts that are logged in up to date: one that may not log in any more is put off the server, one
 * that has another role has it at once. Thread-safe.
 */
final class AccountWatch {

    private static final Logger log = LoggerFactory.getLogger(AccountWatch.class);

    private final Services services;

    private AccountWatch(Services services) {
        this.services = services;
    }

    /** Begins to be told of changes. */
    static AccountWatch begin(Services services) {
        AccountWatch watch = new AccountWatch(services);
        services.authenticator().whenChanged(watch::check);
        return watch;
    }

    /** Looks at an account, if it is logged in. */
    void check(String account) {
        OnlineAccounts online = services.online();
        Connection connection = online.find(account);
        if (connection == null) {
            return;
        }
        services.authenticator().role(account).whenComplete((role, failure) -> {
            if (failure != null) {
                log.warn("account {}: it is not known whether it may still be logged in", account, failure);
            } else if (role == null) {
                Moderation moderation = services.moderation();
                moderation.kick(account, "its account store", "the account is closed");
            } else {
                EventLoop eventLoop = connection.channel().eventLoop();
                if (eventLoop.inEventLoop()) {
                    connection.role(role);
                    return;
                }
                try {
                    eventLoop.execute(() -> connection.role(role));
                } catch (RejectedExecutionException e) {
                    log.debug("account {}: the server ends", account);
                }
            }
        });
    }
}
