package io.confab.api;

import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an {@link AuditListener} is told, one record for each kind.
 *
 * <p>Names of accounts and sessions, reasons and addresses may come from strangers: a claimed account is any text that
 * fits a frame, line breaks and control characters included. Whoever writes an event somewhere escapes what it writes.
 * {@code address} is that of the client, null where there is none; {@code by} is the account that did it, or what a
 * program calls itself, such as {@code admin socket}.
 */
public sealed interface AuditEvent {

    /**
     * An account has logged in.
     *
     * @param resumed with a token instead of a password, after its connection was lost
     */
    record LoginAccepted(String account, @Nullable SocketAddress address, boolean resumed) implements AuditEvent {}

    /** Somebody was not let in. The account is as it was claimed, and need not exist. */
    record LoginRefused(String account, @Nullable SocketAddress address, NakCode code) implements AuditEvent {}

    /** The connection of an account that was logged in is closed, for whatever reason. */
    record LoggedOut(String account, @Nullable SocketAddress address) implements AuditEvent {}

    /** An account has created a session. */
    record SessionCreated(
            String session, String account, @Nullable SocketAddress address) implements AuditEvent {}

    /** Somebody has ended a session for good. {@link SessionClosed} comes besides. */
    record SessionEnded(String session, String by, @Nullable SocketAddress address) implements AuditEvent {}

    /** A session exists no longer: ended, left by its last member, or emptied by retention. */
    record SessionClosed(String session) implements AuditEvent {}

    /**
     * An account was put out.
     *
     * @param session of which; null for the server
     */
    record Kicked(@Nullable String session, String account, String by, String reason) implements AuditEvent {}

    /**
     * An account, or an address, may not come in any more.
     *
     * @param session of which; null for the server
     * @param banned  an account's name, or an address
     * @param until   in milliseconds since the Unix epoch; null for good
     */
    record Banned(
            @Nullable String session,
            String banned,
            String by,
            @Nullable Long until,
            String reason) implements AuditEvent {}

    /** A ban was lifted; its parts as in {@link Banned}. */
    record Unbanned(@Nullable String session, String banned, String by) implements AuditEvent {}

    /** There is an account that was not there before. */
    record AccountAdded(String account, String by) implements AuditEvent {}

    /**
     * An account is another than before.
     *
     * @param change what of it, without any secret: {@code password}, {@code role: moderator}
     */
    record AccountChanged(String account, String by, String change) implements AuditEvent {}

    /** An account is there no longer. */
    record AccountRemoved(String account, String by) implements AuditEvent {}

    /** Nobody can log in to an account any more, until it is unlocked. */
    record AccountLocked(String account, String by) implements AuditEvent {}

    /** One can log in to an account again. */
    record AccountUnlocked(String account, String by) implements AuditEvent {}

    /**
     * The configuration was read again.
     *
     * @param changed      the keys whose new values hold now
     * @param needsRestart the keys whose new values hold only after a restart
     */
    record ConfigurationReloaded(List<String> changed, List<String> needsRestart) implements AuditEvent {
        /** Copies the lists. */
        public ConfigurationReloaded {
            changed = List.copyOf(changed);
            needsRestart = List.copyOf(needsRestart);
        }
    }

    /**
     * An operator has told the server something.
     *
     * @param command with its arguments, without any text for members
     */
    record AdminCommand(String by, String command) implements AuditEvent {}

    /** The server takes connections. */
    record ServerStarted(SocketAddress address) implements AuditEvent {}

    /** The server takes no more connections, and closes those it has. */
    record ServerStopping(SocketAddress address) implements AuditEvent {}
}
