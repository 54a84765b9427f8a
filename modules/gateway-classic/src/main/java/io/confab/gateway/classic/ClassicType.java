package io.confab.gateway.classic;

/** What a frame is. Its number depends on the {@link ClassicNumbering}. */
enum ClassicType {
    LOGIN,
    LO_ACK,
    LO_NAK,
    EXIT,
    JOIN,
    JN_ACK,
    JN_NAK,
    LEAVE,
    NEW_SESS,
    NS_ACK,
    MESSAGE,
    QUERY,
    QU_ACK,
    LOGOUT;

    /** Whether a client may send it. */
    boolean isRequest() {
        return switch (this) {
            case LOGIN, EXIT, JOIN, LEAVE, NEW_SESS, MESSAGE, QUERY, LOGOUT -> true;
            case LO_ACK, LO_NAK, JN_ACK, JN_NAK, NS_ACK, QU_ACK -> false;
        };
    }
}
