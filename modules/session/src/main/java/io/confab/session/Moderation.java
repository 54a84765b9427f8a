package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.Ban;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps order: puts accounts out, bans them, ends sessions. Whoever calls this may do so; that commands ask first is the
 * handlers' affair. Thread-safe; stages complete on any thread. Names are valid and in normal form.
 */
public final class Moderation {

    private static final Logger log = LoggerFactory.getLogger(Moderation.class);

    private final SessionManager sessions;
    private final OnlineAccounts online;
    private final Clock clock;
    private final AuditListener audit;

    /** Tells nobody what it does. */
    public Moderation(SessionManager sessions, OnlineAccounts online, Clock clock) {
        this(sessions, online, clock, AuditListener.NONE);
    }

    /**
     * @param clock tells when bans are over
     * @param audit told who was put out and banned; throws nothing
     */
    public Moderation(SessionManager sessions, OnlineAccounts online, Clock clock, AuditListener audit) {
        this.sessions = requireNonNull(sessions, "sessions");
        this.online = requireNonNull(online, "online");
        this.clock = requireNonNull(clock, "clock");
        this.audit = requireNonNull(audit, "audit");
    }

    /**
     * Puts an account off the server: its client is told {@code EVENT kicked} and the connection closed, whether the client
     * reads or not. It may log in again.
     *
     * @param by     who wants it, for the log
     * @param reason for people, sent to the client
     * @return whether it was logged in
     */
    public boolean kick(String account, String by, String reason) {
        Connection connection = online.find(account);
        if (connection == null) {
            return false;
        }
        log.info("{} put off the server by {}: {}", connection, by, reason);
        connection.putOff(reason);
        audit.audited(new AuditEvent.Kicked(null, account, by, reason));
        return true;
    }

    /**
     * Puts an account out of a session; it is told {@code EVENT kicked} and may join again.
     *
     * @return whether it was a member; fails with a {@link CommandException} and {@link NakCode#NO_SUCH_SESSION}
     */
    public CompletionStage<Boolean> kick(String session, String account, String by, String reason) {
        return sessions.putOut(session, account, reason).thenApply(out -> {
            if (out) {
                log.info("{} put out of {} by {}: {}", account, session, by, reason);
                audit.audited(new AuditEvent.Kicked(session, account, by, reason));
            }
            return out;
        });
    }

    /**
     * Bans an account from a session, or from the server with {@link Ban#SERVER}, and puts it out if it is there. An earlier
     * ban is replaced. A ban from a stored session, or from the server, outlives the server where there is a place to keep it.
     *
     * @param by     who wants it
     * @param reason for people, or null
     * @param time   for how long, positive; null for ever
     * @return whether it was there to be put out, once the ban is kept; fails with a {@link CommandException}:
     *         {@link NakCode#NO_SUCH_SESSION}, {@link NakCode#LIMIT_REACHED}, or {@link NakCode#UNAVAILABLE} if it cannot be
     *         kept, and then it does not hold
     */
    public CompletionStage<Boolean> ban(
            String session, String account, String by, @Nullable String reason, @Nullable Duration time) {
        if (time != null && (time.isNegative() || time.isZero())) {
            throw new IllegalArgumentException("time: " + time + " (expected: more than zero)");
        }
        boolean server = session.equals(Ban.SERVER);
        long now = clock.millis();
        Ban ban = new Ban(session, account, by, reason, now, time == null ? null : end(now, time));
        CompletionStage<@Nullable Void> added;
        try {
            if (!server) {
                sessions.require(session);
            }
            added = sessions.bans().add(ban, server || sessions.isStored(session));
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        }
        return added.thenCompose(kept -> {
            log.info(
                    "{} banned from {} by {}{}: {}",
                    account,
                    server ? "the server" : session,
                    by,
                    time == null ? "" : " for " + time.toSeconds() + " s",
                    reason == null ? "no reason given" : reason);
            audit.audited(new AuditEvent.Banned(
                    server ? null : session, account, by, ban.until(), reason == null ? "" : reason));
            String told = reason == null ? "banned" : "banned: " + reason;
            return server
                    ? CompletableFuture.completedFuture(kick(account, by, told))
                    : kick(session, account, by, told);
        });
    }

    private static long end(long now, Duration time) {
        long seconds = Math.min(time.toSeconds(), Integer.MAX_VALUE * 1000L); // for ever, nearly, and no overflow
        return now + seconds * 1000 + time.toMillisPart();
    }

    /**
     * Lifts a ban.
     *
     * @return whether there was one; fails with a {@link CommandException} and {@link NakCode#UNAVAILABLE} if it cannot be
     *         forgotten, and then it goes on to hold
     */
    public CompletionStage<Boolean> unban(String session, String account, String by) {
        return sessions.bans().remove(session, account).thenApply(lifted -> {
            if (lifted) {
                log.info(
                        "{} no longer banned from {}, by {}",
                        account,
                        session.equals(Ban.SERVER) ? "the server" : session,
                        by);
                audit.audited(new AuditEvent.Unbanned(session.equals(Ban.SERVER) ? null : session, account, by));
            }
            return lifted;
        });
    }

    /** The bans that hold, in no order. */
    public List<Ban> bans() {
        return sessions.bans().all();
    }

    /**
     * Ends a session for good, with everything that was said in it; members are told {@code EVENT closed}.
     *
     * @param address   from where that was asked for; null if it was not by a client
     * @param reason    for people
     * @param eventLoop where a session that has to be opened to be ended may live
     * @return completes once it is gone; fails with a {@link CommandException}: {@link NakCode#NO_SUCH_SESSION}, or
     *         {@link NakCode#UNAVAILABLE} if its log cannot be removed
     */
    public CompletionStage<@Nullable Void> close(
            String session, String by, @Nullable SocketAddress address, String reason, EventLoop eventLoop) {
        return sessions.end(session, reason, eventLoop).thenRun(() -> {
            log.info("{} closed by {}", session, by);
            audit.audited(new AuditEvent.SessionEnded(session, by, address));
        });
    }
}
