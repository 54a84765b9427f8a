package io.confab.codec;

/** What a client asks of the server. Open: plug-ins add commands of their own. */
public interface Command extends Message {

    /** The account that asks, as the client names it; mostly empty after login. Never to be trusted. */
    String source();

    /** The session that is meant, as the client wrote it, neither checked nor normalised; empty where none is. */
    String session();
}
