package io.confab.log.sqlite;

import io.confab.api.LoggedMessage;
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
    private volatile Retention retention;
    private final LogWriter writer;
    private final LogReaders readers;
    private final Journal journal;
    private final Map<Long, StoredLog> open;
    private final Map<Long, Totals> totals = new HashMap<>(); // the executor's own
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(work -> {
        Thread thread = new Thread(work, "confab-log-retention");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Consumer<String> emptied = session -> {};

    Retainer(
            Path file,
            Retention retention,
            LogWriter writer,
            LogReaders readers,
            Journal journal,
            Map<Long, StoredLog> open) {
        this.file = file;
        this.retention = retention;
        this.writer = writer;
        this.readers = readers;
        this.journal = journal;
        this.open = open;
    }

    void start() {
        executor.scheduleWithFixedDelay(this::pass, 1, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    /** Has other bounds hold from the next look on. */
    void retention(Retention retention) {
        this.retention = retention;
    }

    void whenEmptied(Consumer<String> emptied) {
        this.emptied = emptied;
    }

    private void pass() {
        if (!retention.isBounded() || !Files.exists(file)) {
            return; // or nothing was ever stored
        }
        try {
            retain(System.currentTimeMillis());
        } catch (RuntimeException e) {
            log.error("retention: failed, to be tried again", e);
        }
    }

    /** Looks at every session once. */
    void retain(long now) {
        boolean more = true;
        while (more) {
            more = writer.emptyJournal(AT_ONCE).join();
        }
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
        Retention bounds = retention; // one and the same for the whole look at this session
        long before =
                bounds.age().isZero() ? Long.MIN_VALUE : now - bounds.age().toMillis();
        boolean more = true;
        while (more) {
            Victims victims = readers.submit(reader -> victims(reader, session, held, bounds, before))
                    .join();
            if (victims.count > 0) {
                writer.submit(connection -> delete(connection, session, victims))
                        .join();
                held.count -= victims.count;
                held.bytes -= victims.bytes;
                held.newestKey = Math.max(held.newestKey, victims.restKey(session));
            }
            more = victims.batches == AT_ONCE;
        }
        boolean spokenIn = held.newestKey >= session.keys.lowest();
        if (held.count == 0
                && !journal.holds(session.keys.id())
                && (spokenIn || session.forgotten > 0 || session.created < before)) {
            emptied.accept(session.name);
        }
    }

    private static Victims victims(LogReaders.Reader reader, Row session, Totals held, Retention bounds, long before)
            throws SQLException {
        addUp(reader, session, held);
        Victims victims = new Victims();
        PreparedStatement query = reader.prepare(
                "SELECT key, last, count, length(bytes), time FROM batches WHERE key BETWEEN ? AND ? ORDER BY key");
        query.setLong(1, session.keys.lowest());
        query.setLong(2, session.keys.highest());
        try (ResultSet rows = query.executeQuery()) {
            while (victims.batches < AT_ONCE && rows.next()) {
                long count = rows.getLong(3);
                long bytes = rows.getLong(4);
                boolean over = rows.getLong(5) < before
                        || bounds.count() > 0 && held.count - victims.count - count >= bounds.count()
                        || bounds.bytes() > 0 && held.bytes - victims.bytes - bytes >= bounds.bytes();
                if (!over) {
                    takePart(reader, rows.getLong(1), session, held, bounds, before, victims);
                    break;
                }
                victims.batches++;
                victims.lastKey = rows.getLong(1);
                victims.last = rows.getLong(2);
                victims.count += count;
                victims.bytes += bytes;
            }
        }
        return victims;
    }

    // A batch may hold what is to go beside what is to stay.
    private static void takePart(
            LogReaders.Reader reader,
            long key,
            Row session,
            Totals held,
            Retention bounds,
            long before,
            Victims victims)
            throws SQLException {
        boolean tooMany = bounds.count() > 0 && held.count - victims.count > bounds.count();
        boolean tooMuch = bounds.bytes() > 0 && held.bytes - victims.bytes > bounds.bytes();
        if (!tooMany && !tooMuch && (bounds.age().isZero() || held.oldestKey == key && held.oldestTime >= before)) {
            return;
        }
        List<LoggedMessage> messages = batch(reader, key, session);
        int gone = 0;
        long bytes = 0;
        while (gone < messages.size()
                && (messages.get(gone).timestamp() < before
                        || bounds.count() > 0 && held.count - victims.count - gone > bounds.count()
                        || bounds.bytes() > 0 && held.bytes - victims.bytes - bytes > bounds.bytes())) {
            bytes += Batch.bytes(messages.get(gone));
            gone++;
        }
        if (gone == 0) {
            held.oldestKey = key;
            held.oldestTime =
                    messages.isEmpty() ? Long.MAX_VALUE : messages.get(0).timestamp();
            return;
        }
        victims.lastKey = key;
        victims.last = messages.get(gone - 1).sequence();
        victims.count += gone;
        victims.bytes += bytes;
        victims.rest = messages.subList(gone, messages.size());
    }

    private static List<LoggedMessage> batch(LogReaders.Reader reader, long key, Row session) throws SQLException {
        PreparedStatement query = reader.prepare("SELECT checksum, bytes FROM batches WHERE key = ?");
        query.setLong(1, key);
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? Batch.decode(session.name, row.getBytes(2), row.getInt(1)) : List.of();
        } catch (CorruptLogException e) {
            return List.of(); // it is reported where it is read, and stays until all of it is to go
        }
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
            if (!victims.rest.isEmpty()) {
                try (PreparedStatement insert = connection.prepareStatement(Batch.INSERT)) {
                    Batch.insert(insert, victims.restKey(session), victims.rest);
                }
            }
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

        // Of the oldest batch that stays, once that was looked at.
        private long oldestKey;
        private long oldestTime;

        Totals(long newestKey) {
            this.newestKey = newestKey;
        }
    }

    /** The oldest batches, which go, and perhaps a part of the next one. */
    private static final class Victims {
        private int batches;
        private long lastKey;
        private long last;
        private long count;
        private long bytes;

        /** What stays of the last of them. */
        private List<LoggedMessage> rest = List.of();

        /** Where that is put, or 0. */
        private long restKey(Row session) {
            return rest.isEmpty() ? 0 : session.keys.key(rest.get(0).sequence());
        }
    }
}
