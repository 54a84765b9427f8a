package io.confab.codec;

/** What the server tells a client unasked, or in front of the reply to a {@code HISTORY}. */
public interface Event extends Message {}
