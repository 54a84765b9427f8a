package io.confab.log.sqlite;

import io.confab.api.Ban;
import io.confab.api.BanStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Keeps bans beside the messages. */
final class StoredBans implements BanStore {

    private final Path file;
    private final LogWriter writer;
    private final LogReaders readers;

    StoredBans(Path file, LogWriter writer, LogReaders readers) {
        this.file = file;
        this.writer = writer;
        this.readers = readers;
    }

    @Override
    public CompletionStage<List<Ban>> all() {
        return Files.exists(file) ? readers.submit(StoredBans::read) : CompletableFuture.completedFuture(List.of());
    }

    private static List<Ban> read(LogReaders.Reader reader) throws SQLException {
        PreparedStatement query = reader.prepare("SELECT session, account, author, reason, created, until FROM bans");
        List<Ban> bans = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                long until = row.getLong(6);
                boolean endless = row.wasNull();
                bans.add(new Ban(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getString(4),
                        row.getLong(5),
                        endless ? null : until));
            }
        }
        return bans;
    }

    @Override
    public CompletionStage<@Nullable Void> add(Ban ban) {
        return writer.submit(connection -> insert(connection, ban)).thenAccept(rows -> {});
    }

    private static int insert(Connection connection, Ban ban) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "INSERT OR REPLACE INTO bans (session, account, author, reason, created, until) VALUES (?, ?, ?, ?, ?, ?)")) {
            insert.setString(1, ban.session());
            insert.setString(2, ban.account());
            insert.setString(3, ban.by());
            insert.setString(4, ban.reason());
            insert.setLong(5, ban.created());
            insert.setObject(6, ban.until());
            return insert.executeUpdate();
        }
    }

    @Override
    public CompletionStage<@Nullable Void> remove(String session, String account) {
        return delete("DELETE FROM bans WHERE session = ? AND account = ?", session, account);
    }

    @Override
    public CompletionStage<@Nullable Void> removeAll(String session) {
        return delete("DELETE FROM bans WHERE session = ?", session);
    }

    private CompletionStage<@Nullable Void> delete(String statement, String... parameters) {
        if (!Files.exists(file)) {
            return CompletableFuture.completedFuture(null);
        }
        return writer.submit(connection -> {
                    try (PreparedStatement delete = connection.prepareStatement(statement)) {
                        for (int i = 0; i < parameters.length; i++) {
                            delete.setString(i + 1, parameters[i]);
                        }
                        return delete.executeUpdate();
                    }
                })
                .thenAccept(rows -> {});
    }
}
