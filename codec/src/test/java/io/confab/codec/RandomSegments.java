package io.confab.codec;

import java.util.Random;

/** Cuts a stream as a network may: whole, in large and small pieces, or byte by byte. */
final class RandomSegments {

    private RandomSegments() {}

    /** Lets a channel receive the bytes, and gives the largest piece. */
    static int receive(Random random, byte[] bytes, CodecChannel channel) {
        int most = most(random, bytes.length);
        int largest = 0;
        int at = 0;
        while (at < bytes.length) {
            int length = Math.min(bytes.length - at, 1 + random.nextInt(most));
            channel.receive(bytes, at, length);
            largest = Math.max(largest, length);
            at += length;
        }
        return largest;
    }

    private static int most(Random random, int length) {
        switch (random.nextInt(4)) {
            case 0:
                return length < 4000 ? 1 : 16;
            case 1:
                return 64;
            case 2:
                return 1500;
            default:
                return Math.max(1, length);
        }
    }
}
