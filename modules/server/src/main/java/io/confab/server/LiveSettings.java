package io.confab.server;

import io.confab.handlers.LoginSettings;
import io.confab.handlers.limits.Admission;
import io.confab.session.OnlineAccounts;
import io.confab.session.SessionManager;
import io.confab.session.SessionSettings;

/** What of a server's configuration may change while it runs. Read by any thread, anew each time it is needed. */
final class LiveSettings {

    private volatile LoginSettings login;
    private volatile Reconnection reconnection;

    LiveSettings(ConfabServerBuilder configured) {
        login = login(configured);
        reconnection = configured.reconnection;
    }

    LoginSettings login() {
        return login;
    }

    Reconnection reconnection() {
        return reconnection;
    }

    /**
     * Takes up what may change.
     *
     * @throws IllegalArgumentException if it does not go together with what may not; nothing is changed then
     */
    void takeUp(ConfabServerBuilder configured, SessionManager sessions, OnlineAccounts online, Admission admission) {
        sessions.reconfigure(sessions(configured)); // first: the only one that may refuse
        login = login(configured);
        reconnection = configured.reconnection;
        online.limit(configured.maxAccountsOnline);
        admission.takeUp(configured.limits.build());
    }

    static SessionSettings sessions(ConfabServerBuilder configured) {
        return new SessionSettings(
                configured.maxSessions,
                configured.maxSessionsPerAccount,
                configured.maxMembersPerSession,
                configured.tailBytes,
                configured.presenceDelay,
                configured.presenceNames,
                configured.durability);
    }

    private static LoginSettings login(ConfabServerBuilder configured) {
        return new LoginSettings(configured.loginTimeout, configured.duplicateLogin, configured.tokenLifetime);
    }
}
