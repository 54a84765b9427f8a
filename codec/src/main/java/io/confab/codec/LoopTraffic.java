package io.confab.codec;

import io.confab.api.NakCode;
import io.netty.util.concurrent.FastThreadLocal;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * What one event loop has sent, received and delivered. It counts on its own thread only, so counting costs a few plain
 * instructions; anybody may read, and {@link Traffic} adds up the event loops of a server.
 *
 * <p>It is found by the thread and not handed along, because a connection has no byte to spare for it: there may be a
 * million of them. On a thread that is nobody's event loop it counts for nobody.
 */
public final class LoopTraffic {

    private static final int BYTES_RECEIVED = 0;
    private static final int BYTES_SENT = 1;
    private static final int DELIVERIES = 2;
    private static final int RECEIVED = 3;
    private static final int SENT = RECEIVED + 256;

    private static final FastThreadLocal<LoopTraffic> CURRENT = new FastThreadLocal<>() {
        @Override
        protected LoopTraffic initialValue() {
            return new LoopTraffic(new Traffic());
        }
    };

    private final Traffic traffic;
    private final AtomicLongArray counts = new AtomicLongArray(SENT + 256);

    LoopTraffic(Traffic traffic) {
        this.traffic = traffic;
    }

    /** That of the event loop that this is called on. */
    public static LoopTraffic current() {
        return CURRENT.get();
    }

    /** Makes it that of the current thread. */
    void enter() {
        CURRENT.set(this);
    }

    /** Counts bytes that came from clients, as they are behind what decrypts them. */
    public void bytesReceived(long bytes) {
        add(BYTES_RECEIVED, bytes);
    }

    /** Counts bytes that go to clients, as they are in front of what encrypts them. */
    public void bytesSent(long bytes) {
        add(BYTES_SENT, bytes);
    }

    /** Counts messages of sessions that were written to members, and their bytes among those that were sent. */
    public void delivered(long messages, long bytes) {
        add(DELIVERIES, messages);
        add(BYTES_SENT, bytes);
    }

    /** Counts a message from a client. */
    public void received(MessageType type) {
        add(RECEIVED + type.code(), 1);
    }

    /** Counts a message to a client that is not one of a session. */
    public void sent(MessageType type) {
        add(SENT + type.code(), 1);
    }

    /** Counts a command that was refused. */
    public void refused(NakCode code) {
        traffic.refused(code);
    }

    // One thread writes: there is nothing to compare and to swap.
    private void add(int index, long more) {
        counts.setOpaque(index, counts.getPlain(index) + more);
    }

    long bytesReceived() {
        return counts.getOpaque(BYTES_RECEIVED);
    }

    long bytesSent() {
        return counts.getOpaque(BYTES_SENT);
    }

    long deliveries() {
        return counts.getOpaque(DELIVERIES);
    }

    long received(int type) {
        return counts.getOpaque(RECEIVED + type);
    }

    long sent(int type) {
        return counts.getOpaque(SENT + type);
    }
}
