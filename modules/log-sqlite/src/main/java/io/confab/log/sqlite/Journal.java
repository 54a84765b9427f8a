package io.confab.log.sqlite;

import io.confab.api.LoggedMessage;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The table {@code journal}: a row for each commit, with what the commit has for all sessions, until each session has enough
 * of it for a batch of its own. A row in a place of its own for every session and commit would cost a thousand sessions a
 * thousand pages a commit.
 *
 * <p>A row is any number of entries, all numbers big-endian:
 *
 * <pre>
 *  +---------+--------+----------+-----------------------------+
 *  | session | length | checksum | batch, see {@link Batch}    |
 *  | 8       | 4      | 4        | length                      |
 *  +---------+--------+----------+-----------------------------+
 * </pre>
 *
 * An entry counts for as long as its session has no batch, and retention took none, with the same sequences or later ones: what
 * becomes a batch need not be taken out of the rows it came from. A row goes once nothing in it counts.
 *
 * <p>Here is also what the table has in it that counts. The writer's thread changes it.
 */
final class Journal {

    /** How large the table gets before the oldest of it is made into batches. */
    static final long MAX_BYTES = 16L * 1024 * 1024;

    /** What an entry takes besides its batch. */
    static final int HEADER_BYTES = 8 + 4 + 4;

    /** By session id, in the order of their first rows; none of them is empty. Guarded by this. */
    private final Map<Long, RecentMessages> recent = new LinkedHashMap<>();

    private final ArrayDeque<Row> rows = new ArrayDeque<>();
    private long bytes;
    private long nextRow = 1;

    private record Row(long number, int bytes) {}

    // ---- what is in it ----

    /** A session's messages, none if it has none. */
    synchronized RecentMessages of(Keys keys) {
        RecentMessages known = recent.get(keys.id());
        return known == null ? new RecentMessages(keys) : known;
    }

    /** Whether it has something of a session. */
    synchronized boolean holds(long session) {
        return recent.containsKey(session);
    }

    /** The newest sequence that it has of a session; 0 if it has none. */
    synchronized long newest(long session) {
        RecentMessages known = recent.get(session);
        return known == null ? 0 : known.newest();
    }

    /** Those that have something in it, in the order of their first rows; on the writer's thread, until something changes. */
    Iterable<RecentMessages> oldestFirst() {
        return recent.values(); // others only read it, and only here it is changed
    }

    /** The number of the row that is written next. */
    long nextRow() {
        return nextRow;
    }

    /** Takes note of a row that was committed. */
    void added(int rowBytes) {
        rows.add(new Row(nextRow, rowBytes));
        bytes += rowBytes;
        nextRow++;
    }

    /** Takes note of messages that are in a row that was committed. */
    synchronized void added(RecentMessages session, List<LoggedMessage> messages, int size, long row) {
        session.add(messages, size, row);
        recent.putIfAbsent(session.keys().id(), session);
    }

    /** Takes note that a session's messages have become a batch. */
    synchronized void moved(RecentMessages session) {
        session.clear();
        recent.remove(session.keys().id());
    }

    /** Takes note that a session is gone. */
    synchronized void forget(long session) {
        RecentMessages gone = recent.remove(session);
        if (gone != null) {
            gone.clear();
        }
    }

    /** Takes note that the rows before one are deleted. */
    void deletedBefore(long row) {
        while (!rows.isEmpty() && rows.element().number < row) {
            bytes -= rows.remove().bytes;
        }
    }

    /** Whether there are rows before one. */
    boolean hasBefore(long row) {
        return !rows.isEmpty() && rows.element().number < row;
    }

    /** What the rows from one on take. */
    long bytesFrom(long row) {
        long left = bytes;
        for (Row each : rows) {
            if (each.number >= row) {
                break;
            }
            left -= each.bytes;
        }
        return left;
    }

    // ---- the table ----

    /**
     * Adds an entry to a row that is being made.
     *
     * @param size what the messages take in a batch
     */
    static void encode(long session, List<LoggedMessage> messages, int size, ByteBuffer row) {
        int header = row.position();
        int batch = header + HEADER_BYTES;
        Batch.encode(messages, row.position(batch));
        int checksum = Batch.checksum(row.slice(batch, size));
        row.putLong(header, session).putInt(header + 8, size).putInt(header + 12, checksum);
    }

    /**
     * Reads what a server that ended left behind. A row that cannot be read whole is put aside, under its number below zero, so
     * that it is not deleted with the others.
     *
     * @param corrupt is told of each such row, now and again each time
     */
    void load(Connection connection, Consumer<String> corrupt) throws SQLException {
        List<Long> aside = new ArrayList<>();
        Map<Long, RecentMessages> found = read(connection, (number, length, problem) -> {
            nextRow = Math.abs(number) + 1;
            if (problem != null) {
                corrupt.accept(problem);
                aside.add(Math.abs(number));
            } else if (number > 0) {
                rows.add(new Row(number, length));
                bytes += length;
            }
        });
        synchronized (this) {
            found.values().stream()
                    .sorted(Comparator.comparingLong(RecentMessages::firstRow))
                    .forEach(session -> recent.put(session.keys().id(), session));
        }
        try (PreparedStatement update =
                connection.prepareStatement("UPDATE journal SET number = -number WHERE number = ?")) {
            for (long number : aside) {
                update.setLong(1, number);
                update.executeUpdate();
            }
        }
    }

    /** Reads the messages that count, without changing anything; by session id. */
    static Map<Long, RecentMessages> read(Connection connection, Consumer<String> corrupt) throws SQLException {
        return read(connection, (number, length, problem) -> {
            if (problem != null) {
                corrupt.accept(problem);
            }
        });
    }

    @FunctionalInterface
    private interface Visitor {

        /** @param problem what is wrong with the row, or null */
        void row(long number, int bytes, @Nullable String problem);
    }

    private static Map<Long, RecentMessages> read(Connection connection, Visitor visitor) throws SQLException {
        JournalReader reader = new JournalReader(connection);
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT number, bytes FROM journal ORDER BY abs(number)")) {
            while (rows.next()) {
                byte[] row = rows.getBytes(2);
                visitor.row(rows.getLong(1), row.length, reader.read(Math.abs(rows.getLong(1)), row));
            }
        }
        return reader.found();
    }
}
