package io.confab.codec;

import org.jspecify.annotations.Nullable;

/**
 * What the {@code ACK} of a {@code JOIN} says.
 *
 * @param sequence  the newest sequence of the session; the replay, if there is one, ends with it
 * @param members   how many members there are, the new one included
 * @param recovered whether the replay has everything after the sequence that was named; true where none was
 * @param from      where {@code recovered} is false, the first sequence that is still kept, or that will be given next
 *                  if none is; otherwise null
 * @param read      the sequence up to which the account has read the session, where that is kept; otherwise null
 */
public record JoinResult(
        long sequence,
        int members,
        boolean recovered,
        @Nullable Long from,
        @Nullable Long read) {

    /** Where it is not kept how far the account has read. */
    public JoinResult(long sequence, int members, boolean recovered, @Nullable Long from) {
        this(sequence, members, recovered, from, null);
    }

    /** The same with how far the account has read. */
    public JoinResult withRead(long sequence) {
        return new JoinResult(this.sequence, members, recovered, from, sequence);
    }
}
