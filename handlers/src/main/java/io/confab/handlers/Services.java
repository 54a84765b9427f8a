package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import io.confab.api.AuditListener;
import io.confab.api.Authenticator;
import io.confab.api.Authorizer;
import io.confab.api.MessageFilter;
import io.confab.api.ResumeTokens;
import io.confab.handlers.limits.Admission;
import io.confab.session.Moderation;
import io.confab.session.OnlineAccounts;
import io.confab.session.SessionManager;
import java.time.Clock;
import java.time.Duration;

/**
 * What the handlers work with.
 *
 * @param authenticator  decides who may log in
 * @param authorizer     decides who may do what
 * @param filter         passes, changes or refuses what is said
 * @param sessions       the sessions
 * @param online         who is logged in
 * @param moderation     puts accounts out, and bans them
 * @param tokens         keeps what lets clients log in again without their password
 * @param tokenLifetime  for how long it does
 * @param loginTimeout   how long a new connection may be without a login, and how long the authenticator may take
 * @param duplicateLogin what happens at a second login of an account
 * @param maxFrameBytes  no frame that is sent is longer
 * @param admission      how much of everything a client may take
 * @param clock          tells the time of direct messages
 * @param audit          told who came in, who was kept out and who created what; throws nothing
 */
public record Services(
        Authenticator authenticator,
        Authorizer authorizer,
        MessageFilter filter,
        SessionManager sessions,
        OnlineAccounts online,
        Moderation moderation,
        ResumeTokens tokens,
        Duration tokenLifetime,
        Duration loginTimeout,
        DuplicateLogin duplicateLogin,
        int maxFrameBytes,
        Admission admission,
        Clock clock,
        AuditListener audit) {

    /** @throws IllegalArgumentException if the timeout is not positive */
    public Services {
        requireNonNull(authenticator, "authenticator");
        requireNonNull(authorizer, "authorizer");
        requireNonNull(filter, "filter");
        requireNonNull(sessions, "sessions");
        requireNonNull(online, "online");
        requireNonNull(moderation, "moderation");
        requireNonNull(tokens, "tokens");
        requireNonNull(tokenLifetime, "tokenLifetime");
        requireNonNull(duplicateLogin, "duplicateLogin");
        requireNonNull(admission, "admission");
        requireNonNull(clock, "clock");
        requireNonNull(audit, "audit");
        if (loginTimeout.isNegative() || loginTimeout.isZero()) {
            throw new IllegalArgumentException("loginTimeout: " + loginTimeout + " (expected: more than zero)");
        }
    }
}
