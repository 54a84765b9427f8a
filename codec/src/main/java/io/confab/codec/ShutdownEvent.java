package io.confab.codec;

/**
 * The server is about to close this connection.
 *
 * @param reconnectAfter milliseconds to wait before connecting again
 */
public record ShutdownEvent(long reconnectAfter) implements Notice {

    @Override
    public String session() {
        return "";
    }
}
