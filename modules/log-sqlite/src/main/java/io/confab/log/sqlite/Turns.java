package io.confab.log.sqlite;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has many small things written in one commit: whatever was asked for while an earlier turn was waited for. Thread-safe.
 *
 * @param <T> one thing that is asked for
 */
final class Turns<T> {

    /** What is done in a turn; on the writer's thread, one turn at a time. */
    interface Work<T> {

        /** Writes; perhaps again for the same tasks, where it is not known what became of the first time. */
        void write(Connection connection, List<T> tasks) throws SQLException;

        /** Told what became of it, before the next turn. */
        void written(List<T> tasks, @Nullable Throwable failure);
    }

    /** How much one turn takes: others wait for it. */
    private static final int AT_ONCE = 1000;

    private final Work<T> work;
    private final Function<LogWriter.Work<Integer>, CompletableFuture<Integer>> writer;
    private final Queue<T> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean asked = new AtomicBoolean();

    /** @param writer takes a turn */
    Turns(Work<T> work, Function<LogWriter.Work<Integer>, CompletableFuture<Integer>> writer) {
        this.work = work;
        this.writer = writer;
    }

    void add(T task) {
        waiting.add(task);
        ask();
    }

    private void ask() {
        if (!waiting.isEmpty() && asked.compareAndSet(false, true)) {
            Turn turn = new Turn();
            writer.apply(turn).whenComplete((size, failure) -> turn.end(failure));
        }
    }

    private final class Turn implements LogWriter.Work<Integer> {

        private @Nullable List<T> tasks;

        @Override
        public Integer run(Connection connection) throws SQLException {
            List<T> taken = taken();
            work.write(connection, taken);
            return taken.size();
        }

        private List<T> taken() {
            List<T> taken = tasks;
            if (taken == null) {
                taken = new ArrayList<>();
                for (T next = waiting.poll(); next != null; next = taken.size() < AT_ONCE ? waiting.poll() : null) {
                    taken.add(next);
                }
                tasks = taken;
            }
            return taken;
        }

        void end(@Nullable Throwable failure) {
            List<T> ended = taken(); // refused before it began, perhaps
            work.written(ended, failure);
            asked.set(false);
            ask();
        }
    }
}
