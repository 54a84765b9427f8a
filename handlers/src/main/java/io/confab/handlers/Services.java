package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import io.confab.api.AuditListener;
import io.confab.api.Authenticator;
import io.confab.api.Authorizer;
import io.confab.api.Mailbox;
import io.confab.api.MessageFilter;
import io.confab.api.ReadPositions;
import io.confab.api.Registrar;
import io.confab.api.ResumeTokens;
import io.confab.handlers.limits.Admission;
import io.confab.session.Moderation;
import io.confab.session.OnlineAccounts;
import io.confab.session.SessionManager;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the handlers work with.
 *
 * @param authenticator  decides who may log in
 * @param registrar      makes new accounts for clients that ask for one; null where that is not allowed
 * @param authorizer     decides who may do what
 * @param filter         passes, changes or refuses what is said
 * @param sessions       the sessions
 * @param online         who is logged in
 * @param moderation     puts accounts out, and bans them
 * @param tokens         keeps what lets clients log in again without their password
 * @param login          how logins are treated; asked each time, as it may change while the server runs
 * @param plainTextLogin from where a client may log in unencrypted
 * @param maxFrameBytes  no frame that is sent is longer
 * @param admission      how much of everything a client may take
 * @param clock          tells the time of direct messages
 * @param audit          told who came in, who was kept out and who created what; throws nothing
 * @param mailbox        keeps direct messages until their recipients have them; null for none
 * @param readPositions  keeps how far accounts have read; null for none
 */
public record Services(
        Authenticator authenticator,
        @Nullable Registrar registrar,
        Authorizer authorizer,
        MessageFilter filter,
        SessionManager sessions,
        OnlineAccounts online,
        Moderation moderation,
        ResumeTokens tokens,
        Supplier<LoginSettings> login,
        PlainTextLogin plainTextLogin,
        int maxFrameBytes,
        Admission admission,
        Clock clock,
        AuditListener audit,
        @Nullable Mailbox mailbox,
        @Nullable ReadPositions readPositions) {

    /** All of it has to be there. */
    public Services {
        requireNonNull(authenticator, "authenticator");
        requireNonNull(authorizer, "authorizer");
        requireNonNull(filter, "filter");
        requireNonNull(sessions, "sessions");
        requireNonNull(online, "online");
        requireNonNull(moderation, "moderation");
        requireNonNull(tokens, "tokens");
        requireNonNull(login, "login");
        requireNonNull(admission, "admission");
        requireNonNull(plainTextLogin, "plainTextLogin");
        requireNonNull(clock, "clock");
        requireNonNull(audit, "audit");
    }

    /** How long a new connection may be without a login, and how long the authenticator may take. */
    public Duration loginTimeout() {
        return login.get().timeout();
    }

    /** What happens at a second login of an account. */
    public DuplicateLogin duplicateLogin() {
        return login.get().duplicate();
    }

    /** For how long a token lets a client log in. */
    public Duration tokenLifetime() {
        return login.get().tokenLifetime();
    }
}
