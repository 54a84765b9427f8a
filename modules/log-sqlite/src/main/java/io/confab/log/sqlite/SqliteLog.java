package io.confab.log.sqlite;

import static java.util.Objects.requireNonNull;

import io.confab.api.BanStore;
import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.Mailbox;
import io.confab.api.MessageLog;
import io.confab.api.Meter;
import io.confab.api.Metered;
import io.confab.api.Meters;
import io.confab.api.ReadPositions;
import io.confab.api.ResumeTokens;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the logs of stored sessions in one SQLite file. {@link Durability#SYNCED} means the commit was followed by an
 * {@code fsync}; {@link Durability#WRITTEN}, that it is with the operating system.
 *
 * <p>Beside the file there are SQLite's own {@code -wal} and {@code -shm}, and a {@code .lock} that keeps a second server
 * away. Anybody may read the file meanwhile, with {@code confab log} or with SQLite's own tools.
 *
 * <p>Where something cannot be stored, because the disk is full, read-only or gone, it fails, and what was committed stays;
 * the next commit tries anew. Thread-safe.
 */
public final class SqliteLog implements MessageLog, Metered {

    private static final Logger log = LoggerFactory.getLogger(SqliteLog.class);

    /** How many of a removed session's batches go in one commit: others wait for it. */
    private static final int PURGED_AT_ONCE = 500;

    private final Path file;
    private final FileLock lock;
    private final Journal journal;
    private final LogWriter writer;
    private final LogReaders readers;
    private final StoredTokens tokens;
    private final StoredBans bans;
    private final StoredReads reads;
    private final Retainer retainer;
    private final Map<Long, StoredLog> open = new ConcurrentHashMap<>();
    private final AtomicBoolean closed = new AtomicBoolean();

    private SqliteLog(
            Path file,
            FileLock lock,
            @Nullable WriteConnection connection,
            Journal journal,
            Retention retention,
            LogWriter.Commit commit) {
        this.file = file;
        this.lock = lock;
        this.journal = journal;
        this.writer = new LogWriter(file, connection, journal, commit);
        this.readers = new LogReaders(file);
        this.tokens = new StoredTokens(writer, readers);
        this.reads = new StoredReads(file, writer, readers, journal);
        this.bans = new StoredBans(file, writer, readers);
        this.retainer = new Retainer(file, retention, writer, readers, journal, open);
    }

    /** Opens a file, as {@link #open(Path, Retention)} without bounds. */
    public static SqliteLog open(Path file) throws IOException {
        return open(file, Retention.UNBOUNDED);
    }

    /**
     * Opens a file. What a crash left half written is rolled back. May take seconds: not on an event loop.
     *
     * @param file in a folder that exists and can be written; made when there is something to put in
     * @throws IOException if it cannot be written or is no message log, or if another process has it; nothing is open then
     */
    public static SqliteLog open(Path file, Retention retention) throws IOException {
        return open(file, retention, LogWriter.Commit.NOW);
    }

    static SqliteLog open(Path file, Retention retention, LogWriter.Commit commit) throws IOException {
        requireNonNull(retention, "retention");
        Path real = file.toAbsolutePath().normalize();
        if (!Files.isDirectory(requireNonNull(real.getParent(), "parent"))) {
            throw new IOException(file + ": no folder " + real.getParent() + " (expected: one that exists)");
        }
        FileLock lock = FileLock.of(real);
        try {
            boolean there = Files.exists(real);
            Journal journal = new Journal();
            WriteConnection connection = there ? open(real, journal) : null;
            SqliteLog opened = new SqliteLog(real, lock, connection, journal, retention, commit);
            if (there) {
                opened.purge();
            }
            opened.retainer.start();
            return opened;
        } catch (SQLException | IOException e) {
            lock.close();
            throw new IOException(file + ": " + e.getMessage() + " (expected: a message log that can be written)", e);
        } catch (RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    private static WriteConnection open(Path file, Journal journal) throws SQLException, IOException {
        WriteConnection connection = WriteConnection.open(file);
        try {
            journal.load(connection.connection(), problem -> log.error("{}: {}: left out", file, problem));
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** Has other bounds hold from now on; what is beyond them goes within a minute or so. */
    public void retention(Retention retention) {
        retainer.retention(requireNonNull(retention, "retention"));
    }

    /** Keeps tokens in the same file, for as long as this is open. */
    public ResumeTokens tokens() {
        return tokens;
    }

    /** Keeps direct messages in the same file, for as long as this is open. To be asked for once. */
    public Mailbox mailbox(MailboxLimits limits) {
        return mailbox(limits, Clock.systemUTC());
    }

    Mailbox mailbox(MailboxLimits limits, Clock clock) {
        return new StoredMailbox(file, writer, readers, requireNonNull(limits, "limits"), clock);
    }

    /** Keeps read positions in the same file, for as long as this is open. */
    public ReadPositions readPositions() {
        return reads;
    }

    /** Keeps bans in the same file, for as long as this is open. */
    public BanStore bans() {
        return bans;
    }

    @Override
    public boolean keeps(Durability durability) {
        return durability.isStored();
    }

    @Override
    public CompletionStage<List<SessionDescription>> sessions() {
        if (!Files.exists(file)) {
            return CompletableFuture.completedFuture(List.of());
        }
        return readers.submit(reader -> {
            List<SessionDescription> sessions = new ArrayList<>();
            PreparedStatement query = reader.prepare(
                    "SELECT name, owner, durability, topic, capacity, created FROM sessions ORDER BY name");
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    sessions.add(description(rows));
                }
            }
            return sessions;
        });
    }

    private static SessionDescription description(ResultSet row) throws SQLException {
        int capacity = row.getInt(5);
        @Nullable Integer atMost = row.wasNull() ? null : capacity;
        return new SessionDescription(
                row.getString(1),
                row.getString(2),
                Durability.of(row.getString(3)),
                row.getString(4),
                atMost,
                row.getLong(6));
    }

    @Override
    public CompletionStage<SessionLog> open(SessionDescription session) {
        return writer.submit(connection -> {
            insert(connection, session);
            StoredLog opened = find(connection, session.name());
            return opened;
        });
    }

    private static void insert(Connection connection, SessionDescription session) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT INTO sessions (name, owner, durability, topic, capacity, created) VALUES (?, ?, ?, ?, ?, ?)"
                        + " ON CONFLICT (name) DO NOTHING")) {
            insert.setString(1, session.name());
            insert.setString(2, session.owner());
            insert.setString(3, session.durability().text());
            insert.setString(4, session.topic());
            insert.setObject(5, session.capacity());
            insert.setLong(6, session.created());
            insert.executeUpdate();
        }
    }

    private StoredLog find(Connection connection, String name) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT name, owner, durability, topic, capacity,"
                + " created, id, forgotten FROM sessions WHERE name = ?")) {
            query.setString(1, name);
            try (ResultSet row = query.executeQuery()) {
                row.next();
                SessionDescription session = description(row);
                Keys keys = new Keys(row.getLong(7), session.created() * 1000);
                StoredLog found = find(connection, session, keys, row.getLong(8));
                open.put(keys.id(), found);
                return found;
            }
        }
    }

    private StoredLog find(Connection connection, SessionDescription session, Keys keys, long forgotten)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT last, time FROM batches WHERE key BETWEEN ? AND ? ORDER BY key DESC LIMIT 1")) {
            query.setLong(1, keys.lowest());
            query.setLong(2, keys.highest());
            try (ResultSet newest = query.executeQuery()) {
                boolean any = newest.next();
                long head = any ? newest.getLong(1) : forgotten;
                long time = any ? newest.getLong(2) : 0;
                RecentMessages recent = journal.of(keys);
                List<LoggedMessage> messages = recent.snapshot();
                if (!messages.isEmpty()) {
                    LoggedMessage last = messages.get(messages.size() - 1);
                    head = last.sequence();
                    time = last.timestamp();
                }
                return new StoredLog(
                        session,
                        keys,
                        recent,
                        head,
                        time,
                        forgotten,
                        writer,
                        readers,
                        closed -> open.remove(keys.id(), closed));
            }
        }
    }

    @Override
    public CompletionStage<@Nullable Void> remove(String session) {
        return writer.submit(connection -> {
                    try (PreparedStatement note = connection.prepareStatement(
                                    "INSERT INTO removed (id) SELECT id FROM sessions WHERE name = ?");
                            PreparedStatement delete =
                                    connection.prepareStatement("DELETE FROM sessions WHERE name = ?")) {
                        note.setString(1, session);
                        note.executeUpdate();
                        delete.setString(1, session);
                        return delete.executeUpdate();
                    }
                })
                .thenAccept(deleted -> purge());
    }

    // A little at a time, behind whatever else waits.
    private void purge() {
        writer.submit(this::purgeSome).whenComplete((more, failure) -> {
            if (failure != null) {
                log.warn("{}: removed sessions still take room", file, failure);
            } else if (more) {
                purge();
            }
        });
    }

    private boolean purgeSome(Connection connection) throws SQLException {
        long id;
        try (PreparedStatement query = connection.prepareStatement("SELECT id FROM removed LIMIT 1");
                ResultSet row = query.executeQuery()) {
            if (!row.next()) {
                return false;
            }
            id = row.getLong(1);
        }
        journal.forget(id);
        Keys keys = new Keys(id, 0);
        try (PreparedStatement delete = connection.prepareStatement("DELETE FROM batches WHERE key IN"
                + " (SELECT key FROM batches WHERE key BETWEEN ? AND ? ORDER BY key LIMIT " + PURGED_AT_ONCE + ")")) {
            delete.setLong(1, keys.lowest());
            delete.setLong(2, keys.highest());
            if (delete.executeUpdate() == PURGED_AT_ONCE) {
                return true;
            }
        }
        if (StoredReads.purge(connection, id, PURGED_AT_ONCE) == PURGED_AT_ONCE) {
            return true;
        }
        try (PreparedStatement done = connection.prepareStatement("DELETE FROM removed WHERE id = ?")) {
            done.setLong(1, id);
            done.executeUpdate();
        }
        return true;
    }

    @Override
    public void whenEmptied(Consumer<String> emptied) {
        retainer.whenEmptied(emptied);
    }

    /** Commits a mark, which only has to get as far as the operating system; where there is no file yet, none is made. */
    @Override
    public CompletionStage<@Nullable Void> check() {
        if (!Files.exists(file)) {
            return SessionLog.COMMITTED;
        }
        return writer.submitUnsynced(connection -> {
                    try (Statement statement = connection.createStatement()) {
                        return statement.executeUpdate("INSERT INTO marker (id, count) VALUES (1, 1)"
                                + " ON CONFLICT (id) DO UPDATE SET count = count + 1");
                    }
                })
                .thenAccept(marked -> {});
    }

    @Override
    public void publish(Meters meters) {
        meters.gauge(
                Meter.of("confab.log.waiting", "Messages that wait to be written")
                        .in("bytes"),
                writer::waitingBytes);
        meters.counter(Meter.of("confab.log.failures", "Commits that failed"), writer::failures);
    }

    /** Writes what was asked for so far, and closes. Idempotent; may take as long as the disk. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            retainer.close();
            readers.close();
            reads.close();
            writer.close();
            lock.close();
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
