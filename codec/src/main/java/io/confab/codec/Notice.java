package io.confab.codec;

/** An event of type {@code EVENT}: its data is a JSON object whose {@code event} names it. */
public interface Notice extends Event {

    /** The session it is about; empty if it is about the server or the connection. */
    String session();

    @Override
    default MessageType type() {
        return MessageType.EVENT;
    }

    @Override
    default int requestId() {
        return 0;
    }
}
