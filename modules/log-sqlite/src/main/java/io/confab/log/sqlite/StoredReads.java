package io.confab.log.sqlite;

import io.confab.api.ReadPositions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Read positions beside the messages. What is noted is gathered for a second and written in one commit that does not wait for
 * the disk, however many accounts it is of.
 */
final class StoredReads implements ReadPositions, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(StoredReads.class);

    private static final long DELAY_SECONDS = 1;

    /** How many positions go in one commit: others wait for it. */
    private static final int AT_ONCE = 2000;

    private final Path file;
    private final LogWriter writer;
    private final LogReaders readers;
    private final Journal journal;
    private final Executor later;

    /** By account and session, what is not written yet; the inner maps are replaced, never changed. */
    private final Map<String, Map<String, Long>> pending = new ConcurrentHashMap<>();

    /** Held while something is taken from {@link #pending} and given to the writer, so that both happen in one order. */
    private final Object turns = new Object();

    private final AtomicBoolean asked = new AtomicBoolean();
    private volatile boolean closed;

    StoredReads(Path file, LogWriter writer, LogReaders readers, Journal journal) {
        this.file = file;
        this.writer = writer;
        this.readers = readers;
        this.journal = journal;
        this.later = CompletableFuture.delayedExecutor(DELAY_SECONDS, TimeUnit.SECONDS, Runnable::run);
    }

    // ---- noting ----

    @Override
    public void note(String account, String session, long sequence) {
        pending.compute(account, (name, noted) -> {
            Map<String, Long> more = noted == null ? new HashMap<>() : new HashMap<>(noted);
            more.merge(session, sequence, Math::max);
            return more;
        });
        ask();
    }

    private void ask() {
        if (!closed && !pending.isEmpty() && asked.compareAndSet(false, true)) {
            later.execute(this::write);
        }
    }

    private void write() {
        if (closed) {
            return;
        }
        List<Noted> some = new ArrayList<>();
        CompletionStage<Integer> writing;
        synchronized (turns) {
            some.addAll(some());
            writing = writer.submitUnsynced(connection -> write(connection, some));
        }
        writing.whenComplete((written, failure) -> {
            if (failure == null) {
                some.forEach(this::forget);
            } else {
                log.warn("{}: {} read positions are not written yet: {}", file, some.size(), failure.toString());
            }
            asked.set(false);
            ask();
        });
    }

    private List<Noted> some() {
        List<Noted> some = new ArrayList<>();
        for (Map.Entry<String, Map<String, Long>> each : pending.entrySet()) {
            if (some.size() >= AT_ONCE) {
                break;
            }
            each.getValue().forEach((session, sequence) -> some.add(new Noted(each.getKey(), session, sequence)));
        }
        return some;
    }

    private void forget(Noted written) {
        pending.computeIfPresent(written.account, (name, noted) -> {
            Map<String, Long> rest = new HashMap<>(noted);
            rest.remove(written.session, written.sequence); // unless it is further by now
            return rest.isEmpty() ? null : rest;
        });
    }

    // A session that was closed, and one that has its name since, have nothing to do with each other.
    private static int write(Connection connection, List<Noted> positions) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("INSERT INTO reads (account, session, sequence)"
                + " SELECT ?, id, ? FROM sessions WHERE name = ? AND created * 1000 <= ?"
                + " ON CONFLICT (account, session) DO UPDATE SET sequence = max(sequence, excluded.sequence)")) {
            for (Noted position : positions) {
                insert.setString(1, position.account);
                insert.setLong(2, position.sequence);
                insert.setString(3, position.session);
                insert.setLong(4, position.sequence);
                insert.executeUpdate();
            }
        }
        return positions.size();
    }

    @Override
    public CompletionStage<@Nullable Void> forget(String account) {
        synchronized (turns) {
            pending.remove(account);
            return writer.submitUnsynced(connection -> delete(connection, account))
                    .thenApply(deleted -> null);
        }
    }

    private static int delete(Connection connection, String account) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM reads WHERE account = ?")) {
            delete.setString(1, account);
            return delete.executeUpdate();
        }
    }

    private record Noted(String account, String session, long sequence) {}

    /** Deletes some positions in a session that is removed. */
    static int purge(Connection connection, long session, int atMost) throws SQLException {
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM reads WHERE (account, session) IN"
                + " (SELECT account, session FROM reads WHERE session = ? LIMIT " + atMost + ")")) {
            delete.setLong(1, session);
            return delete.executeUpdate();
        }
    }

    // ---- asking ----

    @Override
    public CompletionStage<@Nullable Position> position(String account, String session) {
        @Nullable Long noted = pending.getOrDefault(account, Map.of()).get(session);
        return readers.submit(reader -> position(reader, account, session, noted), Optional.<Position>empty())
                .thenApply(position -> position.orElse(null));
    }

    private Optional<Position> position(LogReaders.Reader reader, String account, String session, @Nullable Long noted)
            throws SQLException {
        PreparedStatement query = reader.prepare("SELECT r.sequence, s.id, s.created FROM sessions s"
                + " LEFT JOIN reads r ON r.account = ? AND r.session = s.id WHERE s.name = ?");
        query.setString(1, account);
        query.setString(2, session);
        try (ResultSet row = query.executeQuery()) {
            if (!row.next()) {
                return Optional.empty();
            }
            long read = row.getLong(1);
            boolean any = !row.wasNull();
            if (noted != null && noted >= row.getLong(3) * 1000) {
                read = any ? Math.max(read, noted) : noted;
                any = true;
            }
            return any ? Optional.of(new Position(read, head(reader, row.getLong(2)))) : Optional.empty();
        }
    }

    // The journal first: what moves from there into a batch meanwhile is found there.
    private long head(LogReaders.Reader reader, long session) throws SQLException {
        long newest = journal.newest(session);
        if (newest > 0) {
            return newest;
        }
        PreparedStatement query = reader.prepare("SELECT coalesce((SELECT last FROM batches WHERE key BETWEEN ? AND ?"
                + " ORDER BY key DESC LIMIT 1), max(forgotten, created * 1000)) FROM sessions WHERE id = ?");
        Keys keys = new Keys(session, 0);
        query.setLong(1, keys.lowest());
        query.setLong(2, keys.highest());
        query.setLong(3, session);
        try (ResultSet row = query.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    @Override
    public CompletionStage<Map<String, Position>> positions(String account) {
        Map<String, Long> noted = pending.getOrDefault(account, Map.of());
        return readers.submit(reader -> positions(reader, account, noted), Map.of());
    }

    private Map<String, Position> positions(LogReaders.Reader reader, String account, Map<String, Long> noted)
            throws SQLException {
        Map<String, Position> positions = new HashMap<>();
        PreparedStatement query = reader.prepare("SELECT s.name, r.sequence, s.id"
                + " FROM reads r JOIN sessions s ON s.id = r.session WHERE r.account = ?");
        query.setString(1, account);
        try (ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                positions.put(rows.getString(1), new Position(rows.getLong(2), head(reader, rows.getLong(3))));
            }
        }
        for (Map.Entry<String, Long> each : noted.entrySet()) {
            position(reader, account, each.getKey(), each.getValue())
                    .ifPresent(position -> positions.put(each.getKey(), position));
        }
        return positions;
    }

    /** Writes what is noted, before the writer ends. */
    @Override
    public void close() {
        closed = true;
        List<Noted> rest = new ArrayList<>();
        pending.forEach((account, sessions) ->
                sessions.forEach((session, sequence) -> rest.add(new Noted(account, session, sequence))));
        if (!rest.isEmpty()) {
            writer.submitUnsynced(connection -> write(connection, rest)).whenComplete((written, failure) -> {
                if (failure != null) {
                    log.warn("{}: {} read positions are not written: {}", file, rest.size(), failure.toString());
                }
            });
        }
    }
}
