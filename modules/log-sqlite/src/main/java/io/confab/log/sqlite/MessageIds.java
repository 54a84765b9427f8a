package io.confab.log.sqlite;

import io.confab.api.LoggedMessage;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Where in a session's log the messages are that their speakers gave an id: hashes of account and id, and sequences. A hash
 * that is found says where to look; what stands there decides. Thread-safe.
 */
final class MessageIds {

    private static final int ENTRY_BYTES = Long.BYTES + Integer.BYTES;
    private static final int FIRST_CAPACITY = 16;

    // Open addressing; a hash of 0 is an empty place.
    private long[] hashes = new long[FIRST_CAPACITY];
    private long[] sequences = new long[FIRST_CAPACITY];
    private int size;

    /** Never 0. */
    static long hash(String source, UUID id) {
        long hash = mix(mix(mix(source.hashCode()) ^ id.getMostSignificantBits()) ^ id.getLeastSignificantBits());
        return hash == 0 ? 1 : hash;
    }

    // The finalizer of MurmurHash3.
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }

    /** The column {@code ids} of a row; null if no message has an id. */
    static byte @Nullable [] encode(List<LoggedMessage> messages) {
        int count = 0;
        for (LoggedMessage message : messages) {
            count += message.messageId() == null ? 0 : 1;
        }
        if (count == 0) {
            return null;
        }
        ByteBuffer out = ByteBuffer.allocate(count * ENTRY_BYTES);
        long first = messages.get(0).sequence();
        for (LoggedMessage message : messages) {
            UUID id = message.messageId();
            if (id != null) {
                out.putLong(hash(message.source(), id)).putInt((int) (message.sequence() - first));
            }
        }
        return out.array();
    }

    /** Takes up a row's column. */
    synchronized void add(byte[] column, long first) {
        ByteBuffer in = ByteBuffer.wrap(column);
        while (in.remaining() >= ENTRY_BYTES) {
            put(in.getLong(), first + in.getInt());
        }
    }

    synchronized void add(List<LoggedMessage> messages) {
        for (LoggedMessage message : messages) {
            UUID id = message.messageId();
            if (id != null) {
                put(hash(message.source(), id), message.sequence());
            }
        }
    }

    /** The sequence where the message may be, or 0. */
    synchronized long find(String source, UUID id) {
        return sequences[place(hashes, hash(source, id))];
    }

    private void put(long hash, long sequence) {
        if (size * 3 >= hashes.length * 2) {
            grow();
        }
        int place = place(hashes, hash);
        if (hashes[place] == 0) {
            hashes[place] = hash;
            size++;
        }
        sequences[place] = sequence;
    }

    private void grow() {
        long[] moreHashes = new long[hashes.length * 2];
        long[] moreSequences = new long[hashes.length * 2];
        for (int i = 0; i < hashes.length; i++) {
            if (hashes[i] != 0) {
                int place = place(moreHashes, hashes[i]);
                moreHashes[place] = hashes[i];
                moreSequences[place] = sequences[i];
            }
        }
        hashes = moreHashes;
        sequences = moreSequences;
    }

    private static int place(long[] hashes, long hash) {
        int place = (int) hash & hashes.length - 1;
        while (hashes[place] != 0 && hashes[place] != hash) {
            place = place + 1 & hashes.length - 1;
        }
        return place;
    }
}
