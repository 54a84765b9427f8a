package io.confab.log.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The connection that writes, and what was prepared on it. Used by one thread at a time.
 *
 * <p>SQLite leaves what it commits with the operating system; {@link #sync} has the disk take it. SQLite would call {@code fsync},
 * which writes the file's times, too, and so goes through the file system's own journal; the {@code fdatasync} here does not, where
 * the write-ahead log has its size already.
 */
final class WriteConnection implements AutoCloseable {

    private final Connection connection;
    private final FileChannel wal;
    private final Statement statement;
    private final Map<String, PreparedStatement> prepared = new HashMap<>();

    private WriteConnection(Connection connection, FileChannel wal) throws SQLException {
        this.connection = connection;
        this.wal = wal;
        this.statement = connection.createStatement();
    }

    /** Opens one, and makes the tables where there are none. */
    static WriteConnection open(Path file) throws SQLException, IOException {
        Connection connection = Schema.open(file);
        FileChannel wal = null;
        try {
            // It is there for as long as a connection is.
            wal = FileChannel.open(file.resolveSibling(file.getFileName() + "-wal"), StandardOpenOption.WRITE);
            return new WriteConnection(connection, wal);
        } catch (SQLException | IOException | RuntimeException e) {
            close(connection, wal);
            throw e;
        }
    }

    /** What it writes to, for statements that are not needed often. */
    Connection connection() {
        return connection;
    }

    /** A statement for what is said once. */
    Statement statement() {
        return statement;
    }

    /** A statement that is needed often. */
    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement known = prepared.get(sql);
        if (known == null) {
            known = connection.prepareStatement(sql);
            prepared.put(sql, known);
        }
        return known;
    }

    void begin() throws SQLException {
        prepare("BEGIN IMMEDIATE").execute();
    }

    /** Has everything that was committed survive a power loss. */
    void sync() throws IOException {
        wal.force(false);
    }

    /** Closes it, which rolls back what was begun and not committed. */
    @Override
    public void close() throws SQLException, IOException {
        close(connection, wal);
    }

    private static void close(Connection connection, @Nullable FileChannel wal) throws SQLException, IOException {
        try {
            connection.close();
        } finally {
            if (wal != null) {
                wal.close();
            }
        }
    }
}
