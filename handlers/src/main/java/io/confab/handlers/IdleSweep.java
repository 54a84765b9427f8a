package io.confab.handlers;

import io.confab.handlers.limits.Refusals;
import io.confab.handlers.limits.Refusals.Reason;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * Asks clients that have been silent whether they are still there, and closes those that do not answer. One timer for each
 * event loop, not for each connection: at each turn it looks at a part of the connections, so that a million of them
 * stop nobody for long. Thread-safe.
 */
final class IdleSweep {

    /** How often a client is asked before it is closed. */
    private static final int PINGS = 2;

    /** Silence is told this much finer than {@code idle}. */
    private static final int PARTS = 64;

    /** In a quarter of {@code idle} every connection is looked at once. */
    private static final int ROUND = PARTS / 4;

    private final long turnNanos;
    private final Refusals refusals;
    private final Map<EventLoop, Loop> loops = new ConcurrentHashMap<>();

    /** @param idle more than zero */
    IdleSweep(Duration idle, Refusals refusals) {
        this.turnNanos = Math.max(1, idle.toNanos() / PARTS);
        this.refusals = refusals;
    }

    /** Begins to watch a client; on its event loop. */
    void add(CommandGate gate, EventLoop eventLoop) {
        loops.computeIfAbsent(eventLoop, Loop::new).add(gate);
    }

    /** The connections of one event loop. Used on that event loop only. */
    final class Loop implements Runnable {

        private final EventLoop eventLoop;
        private final ArrayList<CommandGate> gates = new ArrayList<>();
        private boolean scheduled;
        private int next;

        /** Counts the turns, not the time: whoever was asleep with the whole process has not been silent. */
        private int turn;

        Loop(EventLoop eventLoop) {
            this.eventLoop = eventLoop;
        }

        int turn() {
            return turn;
        }

        void add(CommandGate gate) {
            gate.watched(this, gates.size());
            gates.add(gate);
            schedule();
        }

        void remove(int index) {
            CommandGate last = gates.remove(gates.size() - 1);
            if (index < gates.size()) {
                gates.set(index, last);
                last.moved(index);
            }
        }

        private void schedule() {
            if (!scheduled && !gates.isEmpty()) {
                scheduled = true;
                eventLoop.schedule(this, turnNanos, TimeUnit.NANOSECONDS);
            }
        }

        @Override
        public void run() {
            scheduled = false;
            turn++;
            for (int left = (gates.size() + ROUND - 1) / ROUND; left > 0 && !gates.isEmpty(); left--) {
                if (next >= gates.size()) {
                    next = 0;
                }
                look(gates.get(next));
                next++;
            }
            schedule();
        }

        private void look(CommandGate gate) {
            int silences = gate.silentFor(turn) / PARTS;
            if (silences > PINGS) {
                refusals.count(Reason.IDLE);
                gate.closeIdle();
            } else {
                gate.askIfNeeded(silences);
            }
        }
    }
}
