package io.confab.codec;

import static java.util.Objects.requireNonNull;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The type byte of a frame. The constants are the protocol's own types; the set is open, because
 * {@value #PLUGIN_FIRST} to {@value #PLUGIN_LAST} (0x80 to 0xBF) belong to plug-ins.
 *
 * @param code 0 to 255
 * @param name upper-case, for people; two types are the same if their codes are
 */
public record MessageType(int code, String name) {

    /** The first code that belongs to plug-ins. */
    public static final int PLUGIN_FIRST = 0x80;

    /** The last code that belongs to plug-ins. */
    public static final int PLUGIN_LAST = 0xBF;

    private static final Pattern PLUGIN_CODE = Pattern.compile("0x[89AB][0-9A-F]");

    /** The request succeeded. */
    public static final MessageType ACK = new MessageType(0x01, "ACK");
    /** The request did not succeed. */
    public static final MessageType NAK = new MessageType(0x02, "NAK");
    /** Something happened. */
    public static final MessageType EVENT = new MessageType(0x03, "EVENT");
    /** Log in. */
    public static final MessageType LOGIN = new MessageType(0x10, "LOGIN");
    /** Log out and close. */
    public static final MessageType LOGOUT = new MessageType(0x11, "LOGOUT");
    /** Create a session and become its first member. */
    public static final MessageType CREATE = new MessageType(0x12, "CREATE");
    /** Become a member, or resume. */
    public static final MessageType JOIN = new MessageType(0x13, "JOIN");
    /** Be a member no longer. */
    public static final MessageType LEAVE = new MessageType(0x14, "LEAVE");
    /** Ask for sessions and accounts online, or for the members of a session. */
    public static final MessageType LIST = new MessageType(0x15, "LIST");
    /** Say something in a session, or hear it. */
    public static final MessageType TEXT = new MessageType(0x16, "TEXT");
    /** Ask for what was said earlier. */
    public static final MessageType HISTORY = new MessageType(0x17, "HISTORY");
    /** Say something to one account, or hear it. */
    public static final MessageType DIRECT = new MessageType(0x18, "DIRECT");
    /** End a session for good. */
    public static final MessageType CLOSE = new MessageType(0x20, "CLOSE");
    /** Say up to where one has read. */
    public static final MessageType READ = new MessageType(0x21, "READ");
    /** Ask for a sign of life. */
    public static final MessageType PING = new MessageType(0x1F, "PING");

    /** Make a new account. */
    public static final MessageType REGISTER = new MessageType(0x22, "REGISTER");
    /** Put an account out of a session, or off the server. */
    public static final MessageType KICK = new MessageType(0x23, "KICK");
    /** Keep an account out of a session, or off the server. */
    public static final MessageType BAN = new MessageType(0x24, "BAN");
    /** Lift a ban. */
    public static final MessageType UNBAN = new MessageType(0x25, "UNBAN");

    private static final Map<String, MessageType> BY_NAME = new HashMap<>();
    private static final MessageType[] BY_CODE = new MessageType[0x100];

    static {
        for (MessageType type : List.of(
                ACK, NAK, EVENT, LOGIN, LOGOUT, CREATE, JOIN, LEAVE, LIST, TEXT, HISTORY, DIRECT, CLOSE, READ, PING,
                REGISTER, KICK, BAN, UNBAN)) {
            BY_NAME.put(type.name, type);
            BY_CODE[type.code] = type;
        }
    }

    /** @throws IllegalArgumentException if the code does not fit a byte */
    public MessageType {
        requireNonNull(name, "name");
        if (code < 0 || code > 0xFF) {
            throw new IllegalArgumentException("code: " + code + " (expected: 0 to 255)");
        }
    }

    /**
     * A plug-in's own type.
     *
     * @param code {@value #PLUGIN_FIRST} to {@value #PLUGIN_LAST}
     * @throws IllegalArgumentException if the code is not a plug-in's
     */
    public static MessageType plugin(int code, String name) {
        if (!isPlugin(code)) {
            throw new IllegalArgumentException(String.format("code: 0x%02X (expected: 0x80 to 0xBF)", code));
        }
        return new MessageType(code, name);
    }

    /**
     * The type of a name: one of the protocol's own, or a plug-in's written as {@code 0x80} to {@code 0xBF}.
     *
     * @return null if there is none
     */
    public static @Nullable MessageType named(String name) {
        MessageType known = BY_NAME.get(name);
        if (known != null || !PLUGIN_CODE.matcher(name).matches()) {
            return known;
        }
        int code = Integer.decode(name);
        return isPlugin(code) ? plugin(code, name) : null;
    }

    /** The name by which {@link #named} finds a code. */
    public static String nameOf(int code) {
        MessageType known = BY_CODE[code];
        return known == null ? String.format("0x%02X", code) : known.name;
    }

    /** Tells whether a code belongs to plug-ins. */
    public static boolean isPlugin(int code) {
        return code >= PLUGIN_FIRST && code <= PLUGIN_LAST;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof MessageType type && type.code == code;
    }

    @Override
    public int hashCode() {
        return code;
    }

    @Override
    public String toString() {
        return String.format("%s (0x%02X)", name, code);
    }
}
