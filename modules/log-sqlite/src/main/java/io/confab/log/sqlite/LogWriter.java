package io.confab.log.sqlite;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes. Whatever was asked for while it was busy goes into one commit: the more there is to do, the
 * less an {@code fsync} costs each.
 *
 * <p>What fails before its commit leaves nothing, and is told so. A commit that fails may have left everything: SQLite writes
 * its log first and its index second, and a full disk may come between. So it is looked for with a new connection, and behind
 * it a mark is committed, which makes final what was found; before, nobody is told anything of it, and whatever comes new is
 * refused.
 */
final class LogWriter implements AutoCloseable {

    /** How a transaction is committed; a test may have it fail. */
    @FunctionalInterface
    interface Commit {

        /** As it is. */
        Commit NOW = statement -> statement.execute("COMMIT");

        void run(Statement statement) throws SQLException;
    }

    /**
     * What is asked of the writer besides appending; the writer commits it. Where a commit fails, so that it may be there or
     * not, it is run again: it then has to come to the same.
     */
    @FunctionalInterface
    interface Work<T> {
        T run(Connection connection) throws SQLException;
    }

    private static final Logger log = LoggerFactory.getLogger(LogWriter.class);

    /** How much may wait to be written before appending is refused: a disk that stands still must not fill the memory. */
    static final long MAX_WAITING_BYTES = 64L * 1024 * 1024;

    /** How much one commit takes. */
    private static final long COMMIT_BYTES = 8L * 1024 * 1024;

    /** What a message takes beside its text, about. */
    private static final int MESSAGE_BYTES = 64;

    /** How often it is tried to find out what became of a commit. */
    private static final long RETRY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    private static final Request END = new Request(0) {
        @Override
        void fail(Throwable cause) {
            // nobody waits
        }
    };

    private final Path file;
    private final Commit commit;
    private final Journal journal;
    private final BlockingQueue<Request> queue = new LinkedBlockingQueue<>();
    private final AtomicLong waitingBytes = new AtomicLong();
    private final LongAdder failures = new LongAdder();
    private final Thread thread;
    private volatile boolean closed;

    // The thread's own.
    private @Nullable WriteConnection connection;

    /**
     * @param opened  to the file, taken over; null to open it when there is something to write
     * @param journal as it is in the file
     */
    LogWriter(Path file, @Nullable WriteConnection opened, Journal journal, Commit commit) {
        this.file = file;
        this.commit = commit;
        this.journal = journal;
        this.connection = opened;
        this.thread = new Thread(this::run, "confab-log-writer");
        thread.setDaemon(true);
        thread.start();
    }

    /** Appends a batch; see {@link io.confab.api.SessionLog#append}. */
    CompletableFuture<@Nullable Void> append(StoredLog target, List<LoggedMessage> batch) {
        Append append = new Append(target, batch);
        if (waitingBytes.get() + append.bytes > MAX_WAITING_BYTES) {
            return CompletableFuture.failedFuture(new IllegalStateException(file + ": " + waitingBytes.get()
                    + " bytes wait to be written (expected: less than " + MAX_WAITING_BYTES + ")"));
        }
        add(append);
        return append.done;
    }

    /**
     * Makes batches of what is in the journal.
     *
     * @param sessions of how many sessions at most
     * @return whether there is more
     */
    CompletableFuture<Boolean> emptyJournal(int sessions) {
        Emptying emptying = new Emptying(sessions);
        add(emptying);
        return emptying.done;
    }

    /** Has something else done, in its turn, and committed. */
    <T> CompletableFuture<T> submit(Work<T> work) {
        return submit(work, true);
    }

    /** As {@link #submit}, but what is done is only with the operating system when it completes. */
    <T> CompletableFuture<T> submitUnsynced(Work<T> work) {
        return submit(work, false);
    }

    private <T> CompletableFuture<T> submit(Work<T> work, boolean wantsSync) {
        Job<T> job = new Job<>(work, wantsSync);
        add(job);
        return job.done;
    }

    /** How much waits to be written. */
    long waitingBytes() {
        return waitingBytes.get();
    }

    /** How often something could not be written. */
    long failures() {
        return failures.sum();
    }

    private void add(Request request) {
        waitingBytes.addAndGet(request.bytes);
        queue.add(request);
        if (closed) {
            refuseTheRest();
        }
    }

    private void refuseTheRest() {
        boolean ends = false;
        for (Request request = queue.poll(); request != null; request = queue.poll()) {
            ends |= request == END;
            request.fail(new IllegalStateException(file + ": closed (expected: an open log)"));
        }
        if (ends) {
            queue.add(END); // the thread waits for it, perhaps
        }
    }

    // ---- the thread ----

    private void run() {
        List<Append> appends = new ArrayList<>();
        boolean more = true;
        while (more) {
            Request next = take();
            long bytes = 0;
            while (next instanceof Append append) {
                appends.add(append);
                bytes += append.bytes;
                next = bytes < COMMIT_BYTES ? queue.poll() : null;
            }
            if (!appends.isEmpty()) {
                commit(appends);
                appends.clear();
            }
            if (next instanceof Job<?> job) {
                run(job);
            } else if (next instanceof Emptying emptying) {
                run(emptying);
            }
            more = next != END;
        }
        disconnect();
        refuseTheRest();
    }

    private Request take() {
        while (true) {
            try {
                return queue.take();
            } catch (InterruptedException e) {
                log.warn("{}: interrupted, goes on", file); // what is waiting was asked for
            }
        }
    }

    private void commit(List<Append> appends) {
        Throwable failure = commit(new MessageWrite(journal, bySession(appends)), wantsSync(appends));
        for (Append append : appends) {
            waitingBytes.addAndGet(-append.bytes);
            if (failure == null) {
                append.done.complete(null);
            } else {
                append.fail(failure);
            }
        }
    }

    private void run(Emptying emptying) {
        Throwable failure = commit(MessageWrite.emptying(journal, emptying.sessions), false);
        if (failure == null) {
            emptying.done.complete(journal.oldestFirst().iterator().hasNext());
        } else {
            emptying.fail(failure);
        }
    }

    /** @return null if it is committed, or why it is not */
    private @Nullable Throwable commit(MessageWrite write, boolean synced) {
        try {
            WriteConnection to = connected();
            to.begin();
            write.write(to);
        } catch (Throwable e) { // whoever waits is told, whatever it was
            return failed(e);
        }
        try {
            commit(connected(), synced);
        } catch (Throwable e) {
            failures.increment();
            log.error("{}: a commit failed; whether it is there is to be found out", file, e);
            disconnect();
            if (!settled(write)) {
                return e;
            }
        }
        write.committed();
        return null;
    }

    private static boolean wantsSync(List<Append> appends) {
        for (Append append : appends) {
            if (append.target.durability() == Durability.SYNCED) {
                return true;
            }
        }
        return false;
    }

    private void commit(WriteConnection to, boolean synced) throws SQLException, IOException {
        commit.run(to.statement());
        if (synced) {
            to.sync();
        }
    }

    /** Finds out whether a commit that failed is there, for as long as that takes. */
    private boolean settled(MessageWrite write) {
        while (true) {
            try {
                WriteConnection to = connected();
                boolean there = write.isThere(to);
                to.begin();
                mark(to);
                log.info("{}: the commit that failed is {}", file, there ? "there" : "not there");
                return there;
            } catch (Throwable e) {
                log.warn("{}: not yet known: {}", file, e.toString());
                disconnect();
            }
            if (!refuseForAWhile()) {
                return false; // the server ends, and with it everybody's connection
            }
        }
    }

    private static void mark(WriteConnection to) throws SQLException, IOException {
        to.statement()
                .execute(
                        "INSERT INTO marker (id, count) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET count = count + 1");
        to.statement().execute("COMMIT");
        to.sync();
    }

    /** @return false if the writer is to end */
    private boolean refuseForAWhile() {
        long until = System.nanoTime() + RETRY_NANOS;
        for (long left = RETRY_NANOS; left > 0; left = until - System.nanoTime()) {
            Request next = null;
            try {
                next = queue.poll(left, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                log.warn("{}: interrupted, goes on", file);
            }
            if (next == END) {
                queue.add(END);
                return false;
            }
            if (next != null) {
                waitingBytes.addAndGet(-next.bytes);
                next.fail(new IllegalStateException(file + ": cannot be written (expected: a disk that works)"));
            }
        }
        return true;
    }

    private static Map<StoredLog, List<LoggedMessage>> bySession(List<Append> appends) {
        Map<StoredLog, List<LoggedMessage>> bySession = new LinkedHashMap<>();
        for (Append append : appends) {
            bySession.merge(append.target, append.batch, LogWriter::joined);
        }
        return bySession;
    }

    private static List<LoggedMessage> joined(List<LoggedMessage> before, List<LoggedMessage> more) {
        if (before instanceof ArrayList<LoggedMessage>) { // one made here
            before.addAll(more);
            return before;
        }
        List<LoggedMessage> all = new ArrayList<>(before.size() + more.size());
        all.addAll(before);
        all.addAll(more);
        return all;
    }

    private <T> void run(Job<T> job) {
        T result;
        try {
            WriteConnection to = connected();
            to.begin();
            result = job.work.run(to.connection());
        } catch (Throwable e) {
            job.fail(failed(e));
            return;
        }
        try {
            commit(connected(), job.wantsSync);
        } catch (Throwable e) {
            log.error("{}: a commit failed; what it was to do is done again", file, e);
            disconnect();
            again(job, e);
            return;
        }
        job.done.complete(result);
    }

    // As with settled(): nobody is told anything before it is there for good, with the mark.
    private <T> void again(Job<T> job, Throwable cause) {
        while (true) {
            try {
                WriteConnection to = connected();
                to.begin();
                T result = job.work.run(to.connection());
                mark(to);
                job.done.complete(result);
                return;
            } catch (Throwable e) {
                log.warn("{}: not yet done: {}", file, e.toString());
                disconnect();
            }
            if (!refuseForAWhile()) {
                job.fail(cause); // the server ends, and with it everybody's connection
                return;
            }
        }
    }

    private WriteConnection connected() throws SQLException, IOException {
        WriteConnection current = connection;
        if (current == null) {
            current = WriteConnection.open(file);
            connection = current;
            log.info("{}: open", file);
        }
        return current;
    }

    // Closing the connection rolls back what was begun on it.
    private Throwable failed(Throwable cause) {
        failures.increment();
        log.error("{}: could not be written", file, cause);
        disconnect();
        return cause;
    }

    private void disconnect() {
        WriteConnection current = connection;
        connection = null;
        if (current != null) {
            try {
                current.close();
            } catch (SQLException | IOException e) {
                log.warn("{}: does not close", file, e);
            }
        }
    }

    /** Writes what was asked for so far, and ends. Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            queue.add(END);
            closed = true;
        }
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        refuseTheRest();
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    // ---- requests ----

    private abstract static class Request {
        final long bytes;

        Request(long bytes) {
            this.bytes = bytes;
        }

        abstract void fail(Throwable cause);
    }

    private static final class Append extends Request {
        private final StoredLog target;
        private final List<LoggedMessage> batch;
        private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

        Append(StoredLog target, List<LoggedMessage> batch) {
            super(batch.stream()
                    .mapToLong(message -> message.data().length + MESSAGE_BYTES)
                    .sum());
            this.target = target;
            this.batch = List.copyOf(batch);
        }

        @Override
        void fail(Throwable cause) {
            done.completeExceptionally(cause);
        }
    }

    private static final class Emptying extends Request {
        private final int sessions;
        private final CompletableFuture<Boolean> done = new CompletableFuture<>();

        Emptying(int sessions) {
            super(0);
            this.sessions = sessions;
        }

        @Override
        void fail(Throwable cause) {
            done.completeExceptionally(cause);
        }
    }

    private static final class Job<T> extends Request {
        private final Work<T> work;
        private final boolean wantsSync;
        private final CompletableFuture<T> done = new CompletableFuture<>();

        Job(Work<T> work, boolean wantsSync) {
            super(0);
            this.work = work;
            this.wantsSync = wantsSync;
        }

        @Override
        void fail(Throwable cause) {
            done.completeExceptionally(cause);
        }
    }
}
