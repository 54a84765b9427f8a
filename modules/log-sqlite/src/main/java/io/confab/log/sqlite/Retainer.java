package io.confab.log.sqlite;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes away what is beyond the bounds, every now and then. It reads as readers do, and deletes a little at a time in the
 * writer's turns. What a session holds is added up once, and from then on only what has come since.
 */
final class Retainer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Retainer.class);

    private static final long PERIOD_SECONDS = 60;

    /** How many batches go in one commit: others wait for it. */
    private static final int AT_ONCE = 500;

    private final Path file;
    private final Retention retention;
    private final LogWriter writer;
    private final LogReaders readers;
    private final Map<Long, StoredLog> open;
    private final Map<Long, Totals> totals = new HashMap<>(); // the executor's own
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "confab-log-retention");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Consumer<String> emptied = session -> {};

    Retainer(Path file, Retention retention, LogWriter writer, LogReaders readers, Map<Long, StoredLog> open) {
        this.file = file;
        this.retention = retention;
        this.writer = writer;
        this.readers = readers;
        this.open = open;
    }

    void start() {
        if (retention.isBounded()) {
            executor.scheduleWithFixedDelay(this::pass, 1, PERIOD_SECONDS, TimeUnit.SECONDS);
        }
    }

    void whenEmptied(Consumer<String> emptied) {
        this.emptied = emptied;
    }

    private void pass() {
        if (!Files.exists(file)) {
            return; // nothing was ever stored
        }
        try {
            retain(System.currentTimeMillis());
        } catch (RuntimeException e) {
            log.error("retention: failed, to be tried again", e);
        }
    }

    /** Looks at every session once. */
    void retain(long now) {
        List<Row> sessions = readers.submit(Retainer::sessions).join();
        Set<Long> ids = new HashSet<>();
        for (Row session : sessions) {
            ids.add(session.keys.id());
            retain(session, now);
        }
        totals.keySet().retainAll(ids);
    }

    private static List<Row> sessions(LogReaders.Reader reader) throws SQLException {
        List<Row> sessions = new ArrayList<>();
        try (ResultSet rows = reader.prepare("SELECT id, name, created, forgotten FROM sessions")
                .executeQuery()) {
            while (rows.next()) {
                long created = rows.getLong(3);
                sessions.add(new Row(
                        new Keys(rows.getLong(1), created * 1000), rows.getString(2), created, rows.getLong(4)));
            }
        }
        return sessions;
    }

    private void retain(Row session, long now) {
        Totals held = totals.computeIfAbsent(session.keys.id(), id -> new Totals(session.keys.lowest() - 1));
        long before = retention.age().isZero()
                ? Long.MIN_VALUE
                : now - retention.age().toMillis();
        boolean more = true;
        while (more) {
            Victims victims = readers.submit(reader -> victims(reader, session, held, before))
                    .join();
            if (victims.batches > 0) {
                writer.submit(connection -> delete(connection, session, victims))
                        .join();
                held.count -= victims.count;
                held.bytes -= victims.bytes;
            }
            more = victims.batches == AT_ONCE;
        }
        boolean spokenIn = held.newestKey >= session.keys.lowest();
        if (held.count == 0 && (spokenIn || session.forgotten > 0 || session.created < before)) {
            emptied.accept(session.name);
        }
    }

    private Victims victims(LogReaders.Reader reader, Row session, Totals held, long before) throws SQLException {
        addUp(reader, session, held);
        Victims victims = new Victims();
        PreparedStatement query = reader.prepare(
                "SELECT key, last, count, length(bytes), time FROM batches WHERE key BETWEEN ? AND ? ORDER BY key");
        query.setLong(1, session.keys.lowest());
        query.setLong(2, session.keys.highest());
        try (ResultSet rows = query.executeQuery()) {
            while (victims.batches < AT_ONCE && rows.next()) {
                boolean over = rows.getLong(5) < before
                        || retention.count() > 0 && held.count - victims.count > retention.count()
                        || retention.bytes() > 0 && held.bytes - victims.bytes > retention.bytes();
                if (!over) {
                    break;
                }
                victims.batches++;
                victims.lastKey = rows.getLong(1);
                victims.last = rows.getLong(2);
                victims.count += rows.getLong(3);
                victims.bytes += rows.getLong(4);
            }
        }
        return victims;
    }

    private static void addUp(LogReaders.Reader reader, Row session, Totals held) throws SQLException {
        PreparedStatement query =
                reader.prepare("SELECT coalesce(sum(count), 0), coalesce(sum(length(bytes)), 0), max(key) FROM batches"
                        + " WHERE key BETWEEN ? AND ?");
        query.setLong(1, held.newestKey + 1);
        query.setLong(2, session.keys.highest());
        try (ResultSet row = query.executeQuery()) {
            row.next();
            held.count += row.getLong(1);
            held.bytes += row.getLong(2);
            held.newestKey = Math.max(held.newestKey, row.getLong(3));
        }
    }

    private Void delete(Connection connection, Row session, Victims victims) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM batches WHERE key BETWEEN ? AND ?");
                PreparedStatement note =
                        connection.prepareStatement("UPDATE sessions SET forgotten = ? WHERE id = ?")) {
            delete.setLong(1, session.keys.lowest());
            delete.setLong(2, victims.lastKey);
            delete.executeUpdate();
            note.setLong(1, victims.last);
            note.setLong(2, session.keys.id());
            note.executeUpdate();
        }
        StoredLog stored = open.get(session.keys.id());
        if (stored != null) {
            stored.forgotten(victims.last); // a moment early: better than promising what is about to go
        }
        return null;
    }

    @Override
    public void close() {
        executor.shutdownNow();
        try {
            if (!executor.awaitTermination(10, TimeUnit.SECONDS)) {
                log.warn("retention: still at it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Row(Keys keys, String name, long created, long forgotten) {}

    /** What a session holds, up to a key. */
    private static final class Totals {
        private long newestKey;
        private long count;
        private long bytes;

        Totals(long newestKey) {
            this.newestKey = newestKey;
        }
    }

    /** The oldest batches, which go. */
    private static final class Victims {
        private int batches;
        private long lastKey;
        private long last;
        private long count;
        private long bytes;
    }
}
