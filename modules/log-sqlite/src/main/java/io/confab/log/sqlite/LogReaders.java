package io.confab.log.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A few threads that read, each with a connection of its own, which it makes when it is first needed. */
final class LogReaders implements AutoCloseable {

    /** Reads something. */
    @FunctionalInterface
    interface Query<T> {
        T run(Reader reader) throws SQLException;
    }

    private static final Logger log = LoggerFactory.getLogger(LogReaders.class);

    private static final int THREADS = 2;

    private final Path file;
    private final ExecutorService executor;
    private final Queue<Reader> readers = new ConcurrentLinkedQueue<>();

    LogReaders(Path file) {
        this.file = file;
        this.executor = Executors.newFixedThreadPool(THREADS, work -> {
            Thread thread = new Thread(work, "confab-log-reader");
            thread.setDaemon(true);
            return thread;
        });
    }

    <T> CompletableFuture<T> submit(Query<T> query) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            executor.execute(() -> run(query, result));
        } catch (RejectedExecutionException e) {
            result.completeExceptionally(new IllegalStateException(file + ": closed (expected: an open log)", e));
        }
        return result;
    }

    /** As {@link #submit}, where nothing may be stored yet: then what there is, is {@code none}. */
    <T> CompletableFuture<T> submit(Query<T> query, T none) {
        return Files.exists(file)
                ? submit(reader -> reader.hasTables() ? query.run(reader) : none)
                : CompletableFuture.completedFuture(none);
    }

    private <T> void run(Query<T> query, CompletableFuture<T> result) {
        Reader reader = readers.poll();
        T read;
        try {
            if (reader == null) {
                reader = new Reader(Schema.openToRead(file));
            }
            read = query.run(reader);
        } catch (Throwable e) { // whoever waits is told, whatever it was
            if (reader != null) {
                close(reader); // the next one begins anew
            }
            result.completeExceptionally(e);
            return;
        }
        readers.add(reader);
        result.complete(read);
    }

    private void close(Reader reader) {
        try {
            reader.connection.close();
        } catch (SQLException e) {
            log.warn("{}: a reader does not close", file, e);
        }
    }

    @Override
    public void close() {
        executor.shutdown();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("{}: still reading", file);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Reader reader = readers.poll(); reader != null; reader = readers.poll()) {
            close(reader);
        }
    }

    /** A connection with what was prepared on it. Used by one thread at a time. */
    static final class Reader {

        private final Connection connection;
        private final Map<String, PreparedStatement> prepared = new HashMap<>();
        private boolean hasTables;

        Reader(Connection connection) {
            this.connection = connection;
        }

        boolean hasTables() throws SQLException {
            if (!hasTables) {
                hasTables = Schema.version(connection) > 0; // they are about to be made, perhaps
            }
            return hasTables;
        }

        PreparedStatement prepare(String query) throws SQLException {
            @Nullable PreparedStatement statement = prepared.get(query);
            if (statement == null) {
                statement = connection.prepareStatement(query);
                prepared.put(query, statement);
            }
            return statement;
        }
    }
}
