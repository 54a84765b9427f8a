package io.confab.client;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.Names;
import io.confab.codec.Ack;
import io.confab.codec.JoinResult;
import io.confab.codec.LoginResult;
import io.confab.codec.MessageType;
import io.confab.codec.Stamp;
import java.util.Collections;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/**
 * Which account is logged in, which sessions it has joined and how far it has heard them, as replies and events tell.
 * Changed on the event loop only, read by any thread.
 */
final class LoginState {

    private final ConcurrentMap<String, ResumePoint> sessions = new ConcurrentHashMap<>();
    private volatile @Nullable String account;

    Optional<String> account() {
        return Optional.ofNullable(account);
    }

    Set<String> sessions() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(sessions.keySet()));
    }

    OptionalLong lastSequence(String session) {
        ResumePoint point = sessions.get(normal(session));
        return point == null ? OptionalLong.empty() : OptionalLong.of(point.sequence());
    }

    /** @throws RuntimeException if the reply to a {@code JOIN} cannot be read */
    void acknowledged(Request<?> request, Ack ack) {
        MessageType type = request.type();
        if (type.equals(MessageType.TEXT)) {
            spoken(request.session(), ack.stamp());
        } else if (type.equals(MessageType.LOGIN)) {
            if (!ack.json() || ack.result(LoginResult.class).challenge() == null) { // or there is a step to come
                account = normal(request.source());
            }
        } else if (type.equals(MessageType.LOGOUT)) {
            account = null;
            leftAll();
        } else if (type.equals(MessageType.CREATE)) {
            sessions.put(normal(request.session()), new ResumePoint(0));
        } else if (type.equals(MessageType.JOIN)) {
            long point = resumePoint(request.after(), ack.result(JoinResult.class));
            sessions.put(normal(request.session()), new ResumePoint(point));
        } else if (type.equals(MessageType.LEAVE)) {
            left(joined(request.session()));
        }
    }

    void delivered(LoggedMessage message) {
        ResumePoint point = sessions.get(message.session());
        if (point != null) {
            point.delivered(message.sequence());
        }
    }

    void left(String session) {
        sessions.remove(session);
    }

    void leftAll() {
        sessions.clear();
    }

    private void spoken(String session, @Nullable Stamp stamp) {
        ResumePoint point = sessions.get(joined(session));
        if (point != null && stamp != null) {
            point.acknowledged(stamp.sequence());
        }
    }

    // Where something is gone, or the session is another one of the same name, everything from 'from' on is replayed.
    private static long resumePoint(@Nullable Long after, JoinResult joined) {
        if (after == null) {
            return joined.sequence();
        }
        Long from = joined.from();
        return joined.recovered() || from == null ? Math.min(after, joined.sequence()) : from - 1;
    }

    /** The session that is meant where the name may be empty, for the only one joined. */
    private String joined(String session) {
        if (session.isEmpty() && sessions.size() == 1) {
            return sessions.keySet().iterator().next();
        }
        return normal(session);
    }

    private static String normal(String name) {
        try {
            return Names.normalize(name, "name");
        } catch (CommandException e) {
            return name; // the server decides what it accepts
        }
    }
}
