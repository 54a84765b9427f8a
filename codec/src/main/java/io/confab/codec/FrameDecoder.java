package io.confab.codec;

import io.netty.handler.codec.LengthFieldBasedFrameDecoder;

/**
 * Cuts the stream into frames by the four-byte length in front of each, which it strips.
 *
 * <pre>
 *  BEFORE (4 + n bytes)                     AFTER (n bytes)
 *  +------------+----------------------+    +----------------------+
 *  | length: n  | type, flags, … data  | -&gt; | type, flags, … data  |
 *  +------------+----------------------+    +----------------------+
 * </pre>
 *
 * A length above the limit is refused as soon as it is read, with nothing allocated for it. The {@link MessageCodec}
 * behind it turns that into an {@link UndecodableFrame}. One instance for each channel.
 */
public final class FrameDecoder extends LengthFieldBasedFrameDecoder {

    /** The handler's name in a pipeline. */
    public static final String NAME = "frame";

    /** The bytes of the length field. */
    public static final int LENGTH_BYTES = 4;

    /** The smallest limit that leaves room for every fixed field and the longest names. */
    public static final int MIN_MAX_FRAME_BYTES = 1024;

    /** The limit where none is configured. */
    public static final int DEFAULT_MAX_FRAME_BYTES = 65_536;

    /**
     * @param maxFrameBytes the largest {@code length} that is accepted, at least {@value #MIN_MAX_FRAME_BYTES}. Netty
     *                      counts the length field in, the protocol does not
     * @throws IllegalArgumentException if the limit is smaller
     */
    public FrameDecoder(int maxFrameBytes) {
        super(checkLimit(maxFrameBytes) + LENGTH_BYTES, 0, LENGTH_BYTES, 0, LENGTH_BYTES);
    }

    private static int checkLimit(int maxFrameBytes) {
        if (maxFrameBytes < MIN_MAX_FRAME_BYTES || maxFrameBytes > Integer.MAX_VALUE - LENGTH_BYTES) {
            throw new IllegalArgumentException("maxFrameBytes: " + maxFrameBytes + " (expected: " + MIN_MAX_FRAME_BYTES
                    + " to " + (Integer.MAX_VALUE - LENGTH_BYTES) + ")");
        }
        return maxFrameBytes;
    }
}
