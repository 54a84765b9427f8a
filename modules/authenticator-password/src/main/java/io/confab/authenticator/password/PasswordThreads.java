package io.confab.authenticator.password;

import io.confab.api.CommandException;
import io.confab.api.Meter;
import io.confab.api.Metered;
import io.confab.api.Meters;
import io.confab.api.NakCode;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The few threads that compute hashes, and the bounded queue before them. Thread-safe; nobody waits here but the queue. */
final class PasswordThreads implements Metered {

    /** What waits for a thread. */
    interface Task extends Runnable {
        /** It does not get one. */
        void refuse(RuntimeException reason);
    }

    private final BlockingQueue<Runnable> queue;
    private final ThreadPoolExecutor threads;

    PasswordThreads(int count, int queueLength) {
        queue = new LinkedBlockingQueue<>(queueLength);
        AtomicInteger started = new AtomicInteger();
        threads = new ThreadPoolExecutor(count, count, 0, TimeUnit.SECONDS, queue, task -> {
            Thread thread = new Thread(task, "confab-password-" + started.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Runs the task when it is its turn, or refuses it with {@link NakCode#UNAVAILABLE}. */
    void execute(Task task) {
        try {
            threads.execute(task);
        } catch (RejectedExecutionException e) {
            task.refuse(
                    threads.isShutdown()
                            ? closed()
                            : new CommandException(
                                    NakCode.UNAVAILABLE,
                                    "login: too many at once (expected: to be tried again in a moment)"));
        }
    }

    boolean isClosed() {
        return threads.isShutdown();
    }

    /** Finishes what is under way, refuses what waits and whatever comes. Does not wait. Idempotent. */
    void close() {
        threads.shutdown(); // without interrupts, which would hit the store
        List<Runnable> waiting = new ArrayList<>();
        queue.drainTo(waiting);
        for (Runnable task : waiting) {
            ((Task) task).refuse(closed());
        }
    }

    static CommandException closed() {
        return new CommandException(NakCode.UNAVAILABLE, "login: closed (expected: a running server)");
    }

    /** Waits until the threads have ended. */
    boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        return threads.awaitTermination(timeout, unit);
    }

    @Override
    public void publish(Meters meters) {
        meters.gauge(
                Meter.of("confab.passwords.waiting", "Logins that wait for their password to be checked"), queue::size);
        meters.gauge(
                Meter.of("confab.passwords.room", "Logins that may wait besides, before more are refused"),
                queue::remainingCapacity);
        meters.gauge(Meter.of("confab.passwords.checking", "Threads that check a password"), threads::getActiveCount);
        meters.gauge(
                Meter.of("confab.passwords.threads", "Threads there may be to check passwords"),
                threads::getMaximumPoolSize);
        meters.counter(
                Meter.of("confab.passwords.checked", "Passwords that were checked"), threads::getCompletedTaskCount);
    }
}
