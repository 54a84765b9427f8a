package io.confab.codec;

/** The server's answer to one command. */
public sealed interface Reply extends Message permits Ack, Nak {}
