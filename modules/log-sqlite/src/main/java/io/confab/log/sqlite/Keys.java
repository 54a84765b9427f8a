package io.confab.log.sqlite;

/**
 * The keys of one session's batches.
 *
 * @param id   the session's row
 * @param base every sequence of the session is greater
 */
record Keys(long id, long base) {

    private static final long MAX_OFFSET = (1L << Schema.SEQUENCE_BITS) - 1;

    /** The key of a batch that begins with a sequence; of one outside of what there can be, the nearest. */
    long key(long sequence) {
        return lowest() | Math.max(0, Math.min(MAX_OFFSET, sequence - base));
    }

    /** Where the batch of a key begins. */
    long sequence(long key) {
        return (key & MAX_OFFSET) + base;
    }

    long lowest() {
        return id << Schema.SEQUENCE_BITS;
    }

    long highest() {
        return lowest() | MAX_OFFSET;
    }
}
