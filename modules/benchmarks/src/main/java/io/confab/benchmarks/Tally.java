package io.confab.benchmarks;

/**
 * Counts what one member got of each publisher of its session, and what was wrong with that: numbers of a publisher come
 * one after the other, each once.
 */
final class Tally {

    private final int[] next;
    private long received;
    private long lost;
    private long repeatedOrReordered;
    private long corrupt;

    Tally(int publishers) {
        next = new int[publishers];
    }

    /** @param publisher the publisher's place in the session */
    void received(int publisher, int number) {
        received++;
        int gap = number - next[publisher];
        if (gap < 0) {
            repeatedOrReordered++;
            return;
        }
        lost += gap;
        next[publisher] = number + 1;
    }

    void receivedCorrupt() {
        corrupt++;
    }

    /** Notes what a publisher has said in all: what has not come by now is lost. */
    void ended(int publisher, int said) {
        lost += Math.max(0, said - next[publisher]);
        next[publisher] = Math.max(said, next[publisher]);
    }

    int next(int publisher) {
        return next[publisher];
    }

    long received() {
        return received;
    }

    long lost() {
        return lost;
    }

    long repeatedOrReordered() {
        return repeatedOrReordered;
    }

    long corrupt() {
        return corrupt;
    }
}
