package io.confab.log.sqlite;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.SessionDescription;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A look into a message log from outside, for people; a server may be using it. Blocks; one thread at a time.
 */
public final class LogFile implements AutoCloseable {

    private final Path file;
    private final Connection connection;

    /** Whether it was written since there is a journal. */
    private final boolean journalled;

    private LogFile(Path file, Connection connection) throws SQLException {
        this.file = file;
        this.connection = connection;
        this.journalled = Schema.version(connection) >= Schema.JOURNAL_VERSION;
    }

    /**
     * A session and what there is of it.
     *
     * @param session  what was settled when it was created
     * @param messages how many messages are kept
     * @param bytes    what they take
     * @param first    the sequence of the oldest of them, 0 where there is none
     * @param last     that of the newest
     */
    public record Entry(SessionDescription session, long messages, long bytes, long first, long last) {}

    /** @throws IOException if there is no such file, or it is no message log */
    public static LogFile open(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": not there (expected: a message log)");
        }
        try {
            return new LogFile(file, Schema.openToRead(file));
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    private static IOException failure(Path file, SQLException cause) {
        return new IOException(file + ": " + cause.getMessage() + " (expected: a message log)", cause);
    }

    /** All sessions, in the order of their names. */
    public List<Entry> sessions() throws IOException {
        return atOnce(() -> {
            Map<Long, RecentMessages> journal = journal(problem -> {});
            return sessions(journal);
        });
    }

    private List<Entry> sessions(Map<Long, RecentMessages> journal) throws SQLException {
        List<Entry> entries = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                        "SELECT name, owner, durability, topic, capacity, created, id FROM sessions ORDER BY name");
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                int capacity = rows.getInt(5);
                @Nullable Integer atMost = rows.wasNull() ? null : capacity;
                SessionDescription session = new SessionDescription(
                        rows.getString(1),
                        rows.getString(2),
                        Durability.of(rows.getString(3)),
                        rows.getString(4),
                        atMost,
                        rows.getLong(6));
                Keys keys = new Keys(rows.getLong(7), session.created() * 1000);
                entries.add(with(journal.get(keys.id()), entry(session, keys)));
            }
        }
        return entries;
    }

    private static Entry with(@Nullable RecentMessages recent, Entry stored) {
        if (recent == null) {
            return stored;
        }
        List<LoggedMessage> messages = recent.snapshot();
        return new Entry(
                stored.session,
                stored.messages + messages.size(),
                stored.bytes + recent.bytes(),
                stored.first == 0 ? messages.get(0).sequence() : stored.first,
                messages.get(messages.size() - 1).sequence());
    }

    /** Looks while the server goes on, and sees one state of it. */
    private <T> T atOnce(Look<T> look) throws IOException {
        try (Statement transaction = connection.createStatement()) {
            transaction.execute("BEGIN");
            try {
                return look.look();
            } finally {
                transaction.execute("ROLLBACK");
            }
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    @FunctionalInterface
    private interface Look<T> {
        T look() throws SQLException, IOException;
    }

    private Map<Long, RecentMessages> journal(Consumer<String> corrupt) throws SQLException {
        return journalled ? Journal.read(connection, corrupt) : Map.of();
    }

    private Entry entry(SessionDescription session, Keys keys) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT coalesce(sum(count), 0), coalesce(sum(length(bytes)), 0), min(key), coalesce(max(last), 0)"
                        + " FROM batches WHERE key BETWEEN ? AND ?")) {
            query.setLong(1, keys.lowest());
            query.setLong(2, keys.highest());
            try (ResultSet row = query.executeQuery()) {
                row.next();
                long first = row.getLong(3) == 0 ? 0 : keys.sequence(row.getLong(3));
                return new Entry(session, row.getLong(1), row.getLong(2), first, row.getLong(4));
            }
        }
    }

    /**
     * Reads a session's messages.
     *
     * @param after   only those with a greater sequence
     * @param message is given each, the oldest first
     * @param corrupt is told of each batch that cannot be read, which is left out
     * @throws IOException if there is no such session, or the file cannot be read
     */
    public void read(String session, long after, Consumer<LoggedMessage> message, Consumer<String> corrupt)
            throws IOException {
        read(session, after, message, corrupt, corrupt);
    }

    /** @param corruptJournal is told of each row of the journal that cannot be read; it may be any session's */
    private void read(
            String session,
            long after,
            Consumer<LoggedMessage> message,
            Consumer<String> corrupt,
            Consumer<String> corruptJournal)
            throws IOException {
        List<LoggedMessage> newer = atOnce(() -> {
            Keys keys = keys(session);
            read(session, keys, after, message, corrupt);
            RecentMessages recent = journal(corruptJournal).get(keys.id());
            return recent == null ? List.of() : recent.snapshot();
        });
        newer.stream().filter(each -> each.sequence() > after).forEach(message);
    }

    private Keys keys(String session) throws SQLException, IOException {
        try (PreparedStatement query = connection.prepareStatement("SELECT id, created FROM sessions WHERE name = ?")) {
            query.setString(1, session);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw new IOException("session: " + session + " (expected: one in " + file + ")");
                }
                return new Keys(row.getLong(1), row.getLong(2) * 1000);
            }
        }
    }

    private void read(String session, Keys keys, long after, Consumer<LoggedMessage> message, Consumer<String> corrupt)
            throws SQLException {
        try (PreparedStatement query = connection.prepareStatement(
                "SELECT key, checksum, bytes FROM batches WHERE key BETWEEN ? AND ? AND last > ? ORDER BY key")) {
            query.setLong(1, keys.lowest());
            query.setLong(2, keys.highest());
            query.setLong(3, after);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    try {
                        Batch.decode(session, rows.getBytes(3), rows.getInt(2)).stream()
                                .filter(each -> each.sequence() > after)
                                .forEach(message);
                    } catch (CorruptLogException e) {
                        corrupt.accept(e.getMessage() + " in the batch at sequence " + keys.sequence(rows.getLong(1)));
                    }
                }
            }
        }
    }

    /**
     * What is kept for an account that has not received it.
     *
     * @param bytes what it takes
     */
    public record Mail(String account, long messages, long bytes) {}

    /** For whom direct messages are kept, in the order of their names. */
    public List<Mail> mailboxes() throws IOException {
        List<Mail> mailboxes = new ArrayList<>();
        try {
            if (Schema.version(connection) < Schema.DIRECTS_VERSION) {
                return mailboxes;
            }
            try (PreparedStatement query = connection.prepareStatement("SELECT recipient, count(*), sum(length(bytes))"
                            + " FROM directs GROUP BY recipient ORDER BY recipient");
                    ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    mailboxes.add(new Mail(rows.getString(1), rows.getLong(2), rows.getLong(3)));
                }
            }
        } catch (SQLException e) {
            throw failure(file, e);
        }
        return mailboxes;
    }

    /**
     * Reads the direct messages that are kept for an account, also those that are about to be taken away for their age.
     *
     * @param message is given each, the oldest first, with the recipient in the place of a session
     * @param corrupt is told of each that cannot be read, which is left out
     */
    public void readDirects(String account, Consumer<LoggedMessage> message, Consumer<String> corrupt)
            throws IOException {
        try {
            if (Schema.version(connection) < Schema.DIRECTS_VERSION) {
                return;
            }
            try (PreparedStatement query = connection.prepareStatement(
                    "SELECT sequence, checksum, bytes FROM directs WHERE recipient = ? ORDER BY sequence")) {
                query.setString(1, account);
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next()) {
                        try {
                            Batch.decode(account, rows.getBytes(3), rows.getInt(2))
                                    .forEach(message);
                        } catch (CorruptLogException e) {
                            corrupt.accept("direct messages for " + account + ": " + e.getMessage() + " at sequence "
                                    + rows.getLong(1));
                        }
                    }
                }
            }
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /**
     * Looks at every byte.
     *
     * @param problem is told of everything that is not as it should be
     */
    public void verify(Consumer<String> problem) throws IOException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("PRAGMA integrity_check")) {
            while (rows.next()) {
                if (!rows.getString(1).equals("ok")) {
                    problem.accept(file + ": " + rows.getString(1));
                }
            }
        } catch (SQLException e) {
            throw failure(file, e);
        }
        atOnce(() -> journal(problem));
        for (Entry entry : sessions()) {
            verify(entry.session().name(), problem);
        }
        for (Mail mailbox : mailboxes()) {
            readDirects(mailbox.account(), message -> {}, problem);
        }
    }

    private void verify(String session, Consumer<String> problem) throws IOException {
        long[] last = {0};
        read(
                session,
                0,
                message -> {
                    if (message.sequence() <= last[0]) {
                        problem.accept("session " + session + ": sequence " + message.sequence() + " behind " + last[0]
                                + " (expected: a greater one)");
                    }
                    last[0] = message.sequence();
                },
                problem,
                journal -> {});
    }

    /**
     * Gives back the room of what was removed. A server may be running, and waits meanwhile for seconds at the most.
     *
     * @throws IOException if the file cannot be written, or is busy for too long
     */
    public static void compact(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": not there (expected: a message log)");
        }
        try (Connection connection = Schema.open(file);
                Statement statement = connection.createStatement()) {
            statement.execute("VACUUM");
            statement.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }

    /**
     * Copies a message log as it is at one moment, with everything that was committed before it. A server may be using it
     * and goes on meanwhile.
     *
     * @param copy does not exist; readable by its owner only, and on the disk, when this returns. Nothing is left of it if
     *             this fails
     * @throws IOException if there is no such log, or the copy exists or cannot be written
     */
    public static void backup(Path file, Path copy) throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new IOException(file + ": not there (expected: a message log)");
        }
        create(copy); // SQLite writes into an empty file, and makes one that others may read
        try (Connection connection = Schema.openToRead(file);
                PreparedStatement vacuum = connection.prepareStatement("VACUUM INTO ?")) {
            vacuum.setString(1, copy.toString());
            vacuum.execute();
            try (FileChannel written = FileChannel.open(copy, StandardOpenOption.WRITE)) {
                written.force(true);
            }
        } catch (SQLException | IOException e) {
            Files.deleteIfExists(copy);
            throw e instanceof SQLException failure ? failure(file, failure) : (IOException) e;
        }
    }

    private static void create(Path copy) throws IOException {
        try {
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        copy, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(copy);
            }
        } catch (FileAlreadyExistsException e) {
            throw new IOException(copy + ": there already (expected: a file to be)", e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failure(file, e);
        }
    }
}
