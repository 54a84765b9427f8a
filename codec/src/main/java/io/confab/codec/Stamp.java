package io.confab.codec;

/**
 * A message's place and time.
 *
 * @param sequence  its place in the order it belongs to
 * @param timestamp milliseconds since the Unix epoch
 */
public record Stamp(long sequence, long timestamp) {}
