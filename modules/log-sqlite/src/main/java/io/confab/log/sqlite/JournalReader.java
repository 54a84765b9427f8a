package io.confab.log.sqlite;

import io.confab.api.LoggedMessage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads rows of the {@link Journal} and finds out which of their entries count. For one reading, on one thread. */
final class JournalReader {

    private final Connection connection;
    private final Map<Long, RecentMessages> found = new HashMap<>();
    private final Map<Long, Session> sessions = new HashMap<>();

    /** @param last up to here the session has batches, or had some */
    private record Session(String name, Keys keys, long last) {}

    private static final Session REMOVED = new Session("", new Keys(0, 0), Long.MAX_VALUE);

    JournalReader(Connection connection) {
        this.connection = connection;
    }

    /** What counts of the rows that were read; by session id. */
    Map<Long, RecentMessages> found() {
        return found;
    }

    /**
     * Reads the next row; what is whole of it counts.
     *
     * @return what is wrong with the row, or null
     */
    @Nullable
    String read(long number, byte[] row) throws SQLException {
        String problem = null;
        ByteBuffer in = ByteBuffer.wrap(row);
        try {
            while (in.hasRemaining()) {
                long id = in.getLong();
                int length = in.getInt();
                int checksum = in.getInt();
                if (length < 0 || length > in.remaining()) {
                    throw new BufferUnderflowException();
                }
                byte[] batch = new byte[length];
                in.get(batch);
                try {
                    take(id, batch, checksum, number);
                } catch (CorruptLogException e) {
                    problem = e.getMessage() + " in row " + number + " of the journal";
                }
            }
        } catch (BufferUnderflowException e) {
            problem = "row " + number + " of the journal: ends too early (expected: whole)";
        }
        return problem;
    }

    private void take(long id, byte[] batch, int checksum, long number) throws SQLException {
        Session session = sessions.get(id);
        if (session == null) {
            session = session(id);
            sessions.put(id, session);
        }
        List<LoggedMessage> messages = Batch.decode(session.name, batch, checksum);
        if (!messages.isEmpty() && messages.get(0).sequence() > session.last) {
            Keys keys = session.keys;
            found.computeIfAbsent(id, first -> new RecentMessages(keys)).add(messages, batch.length, number);
        }
    }

    private Session session(long id) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("SELECT name, created, max(forgotten,"
                + " coalesce((SELECT last FROM batches WHERE key BETWEEN ?2 AND ?3 ORDER BY key DESC LIMIT 1), 0))"
                + " FROM sessions WHERE id = ?1")) {
            Keys any = new Keys(id, 0);
            query.setLong(1, id);
            query.setLong(2, any.lowest());
            query.setLong(3, any.highest());
            try (ResultSet row = query.executeQuery()) {
                return row.next()
                        ? new Session(row.getString(1), new Keys(id, row.getLong(2) * 1000), row.getLong(3))
                        : REMOVED;
            }
        }
    }
}
