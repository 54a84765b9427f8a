package io.confab.codec;

/** The bits of a frame's flag byte. */
final class Flags {

    static final int STAMPED = 0x01;
    static final int IDENTIFIED = 0x02;
    static final int JSON = 0x04;
    static final int REPLAY = 0x08;

    private static final int KNOWN = STAMPED | IDENTIFIED | JSON | REPLAY;

    private Flags() {}

    /** The bits that this version of the protocol does not define. */
    static int unknown(int flags) {
        return flags & ~KNOWN;
    }
}
