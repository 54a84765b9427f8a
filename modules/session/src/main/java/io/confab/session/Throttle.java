package io.confab.session;

import io.netty.channel.EventLoop;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/**
 * Slows down who speaks faster than the log of a stored session writes. While it is on, nothing is appended, and whoever says
 * something is held back: nothing more is read from that channel. Used on the session's event loop only.
 *
 * <pre>
 *  OFF --more than {@value #HIGH_BYTES} bytes wait for this session's log, or too much for all--&gt; ON
 *   ^------------------------fewer than {@value #LOW_BYTES}, and little for all--------------------+
 * </pre>
 */
final class Throttle {

    static final long HIGH_BYTES = 4L * 1024 * 1024;
    static final long LOW_BYTES = 1024 * 1024;

    private final EventLoop eventLoop;
    private final LogBacklog all;
    private final Runnable turnedOff;
    private final Set<Connection> held = Collections.newSetFromMap(new IdentityHashMap<>(0));
    private long bytes;
    private boolean on;
    private boolean waiting;

    /**
     * @param all       counts for all sessions
     * @param turnedOff told when it may go on
     */
    Throttle(EventLoop eventLoop, LogBacklog all, Runnable turnedOff) {
        this.eventLoop = eventLoop;
        this.all = all;
        this.turnedOff = turnedOff;
    }

    /** Whether nothing may be appended. */
    boolean isOn() {
        if (!on && all.isHigh()) {
            on = true;
            awaitTheOthers();
        }
        return on;
    }

    /** Something was appended, and is not written yet. */
    void added(long more) {
        bytes += more;
        all.add(more);
        on |= bytes > HIGH_BYTES;
    }

    /** It was written, or is not to be. */
    void removed(long less) {
        bytes -= less;
        all.remove(less);
        turnOff();
    }

    private void turnOff() {
        if (!on || bytes > LOW_BYTES) {
            return;
        }
        if (all.isHigh()) {
            awaitTheOthers();
            return;
        }
        on = false;
        turnedOff.run();
        release();
    }

    private void awaitTheOthers() {
        if (!waiting) {
            waiting = true;
            all.whenLow(() -> eventLoop.execute(() -> {
                waiting = false;
                turnOff();
            }));
        }
    }

    /** Reads nothing more from a speaker until {@link #release}. */
    void hold(Member speaker) {
        Connection connection = speaker.connection();
        if (held.add(connection)) {
            connection.holdBack();
        }
    }

    /** Lets everybody go on, unless it is on. */
    void release() {
        if (!on) {
            held.forEach(Connection::goOn);
            held.clear();
        }
    }
}
