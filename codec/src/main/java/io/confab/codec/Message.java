package io.confab.codec;

/**
 * A decoded frame: a {@link Command}, a {@link Reply}, an {@link Event} or an {@link UndecodableFrame}. A message
 * owns heap values only, and whoever gets one may keep it. Arrays in it are shared, not copied: nobody changes them.
 */
public interface Message {

    /** The type this message has on the wire. */
    MessageType type();

    /**
     * What the requester chose to recognise the reply by, an unsigned 32-bit number; 0 where no reply is wanted, and in
     * events.
     */
    int requestId();
}
