package io.confab.codec;

/**
 * What decoders are told as a user event of the pipeline, from its head on.
 *
 * <p>A decoder makes no messages while its channel is not read from ({@code autoRead} is off): what one read brought may be
 * thousands of them, each several times as large as the bytes it came in, and somebody would have to keep them. The bytes
 * are kept instead, no more than one read brings, and nothing would ever have them decoded if nothing more came.
 */
public enum Decoding {
    /** The channel is read from again: decode what was kept. Goes no further than the decoder of the messages. */
    PROCEED
}
