package io.confab.log.sqlite;

import io.confab.api.ResumeTokens;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Tokens beside the messages. One that was given survives the process; a power loss may take the newest. */
final class StoredTokens implements ResumeTokens {

    /** How many expired ones go with each new one. */
    private static final int EXPIRED_AT_ONCE = 4;

    private final LogWriter writer;
    private final LogReaders readers;

    StoredTokens(LogWriter writer, LogReaders readers) {
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public CompletionStage<@Nullable Void> add(byte[] hash, Grant grant) {
        return writer.submitUnsynced(connection -> insert(connection, hash, grant))
                .thenAccept(rows -> {});
    }

    private static int insert(Connection connection, byte[] hash, Grant grant) throws SQLException {
        try (PreparedStatement purge = connection.prepareStatement("DELETE FROM tokens WHERE hash IN"
                        + " (SELECT hash FROM tokens WHERE expires < ? LIMIT " + EXPIRED_AT_ONCE + ")");
                PreparedStatement insert = connection.prepareStatement(
                        "INSERT OR IGNORE INTO tokens (hash, account, mark, expires) VALUES (?, ?, ?, ?)")) {
            purge.setLong(1, System.currentTimeMillis());
            purge.executeUpdate();
            insert.setBytes(1, hash);
            insert.setString(2, grant.account());
            insert.setString(3, grant.mark());
            insert.setLong(4, grant.expires());
            return insert.executeUpdate();
        }
    }

    @Override
    public CompletionStage<@Nullable Grant> find(byte[] hash) {
        return readers.submit(reader -> find(reader, hash), Optional.<Grant>empty())
                .thenApply(grant -> grant.orElse(null));
    }

    private static Optional<Grant> find(LogReaders.Reader reader, byte[] hash) throws SQLException {
        PreparedStatement query = reader.prepare("SELECT account, mark, expires FROM tokens WHERE hash = ?");
        query.setBytes(1, hash);
        try (ResultSet row = query.executeQuery()) {
            return row.next()
                    ? Optional.of(new Grant(row.getString(1), row.getString(2), row.getLong(3)))
                    : Optional.empty();
        }
    }
}
