package io.confab.log.sqlite;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.api.CommandException;
import io.confab.api.DirectMessage;
import io.confab.api.LoggedMessage;
import io.confab.api.Mailbox;
import io.confab.api.NakCode;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Direct messages beside the sessions' messages: a row each, until its recipient has it. */
final class StoredMailbox implements Mailbox {

    private static final Logger log = LoggerFactory.getLogger(StoredMailbox.class);

    /** How much may wait to be written before more is refused: a disk that stands still must not fill the memory. */
    static final long MAX_WAITING_BYTES = 16L * 1024 * 1024;

    /** For how long a message that is said again is recognised: longer than any client goes on saying it again. */
    private static final long IDS_KEPT_MILLIS = TimeUnit.DAYS.toMillis(1);

    /** How many rows that are too old go with each turn. */
    private static final int PURGED_AT_ONCE = 100;

    /** What a message takes beside its text, about. */
    private static final int MESSAGE_BYTES = 200;

    private final Path file;
    private final LogReaders readers;
    private final MailboxLimits limits;
    private final Clock clock;
    private final Turns<Keep> keeps;
    private final Turns<Removal> removals;
    private final AtomicLong waitingBytes = new AtomicLong();

    StoredMailbox(Path file, LogWriter writer, LogReaders readers, MailboxLimits limits, Clock clock) {
        this.file = file;
        this.readers = readers;
        this.limits = limits;
        this.clock = clock;
        this.keeps = new Turns<>(new Keeping(), writer::submit);
        this.removals = new Turns<>(new Removing(), writer::submitUnsynced);
    }

    /** Whatever has a smaller sequence than this is too old; 0 where nothing is. */
    private long oldest() {
        return limits.age().isZero()
                ? 0
                : Math.max(0, (clock.millis() - limits.age().toMillis()) * 1000);
    }

    // ---- keeping ----

    @Override
    public CompletionStage<DirectMessage> keep(
            String to, String source, long timestamp, @Nullable UUID messageId, String text) {
        Keep keep = new Keep(new DirectMessage(to, source, 0, timestamp, messageId, text));
        if (waitingBytes.addAndGet(keep.bytes) > MAX_WAITING_BYTES) {
            waitingBytes.addAndGet(-keep.bytes);
            return CompletableFuture.failedFuture(new IllegalStateException(
                    file + ": too much waits to be written (expected: less than " + MAX_WAITING_BYTES + " bytes)"));
        }
        keeps.add(keep);
        return keep.done;
    }

    private static final class Keep {
        private final DirectMessage said;
        private final byte[] text;
        private final long bytes;
        private final CompletableFuture<DirectMessage> done = new CompletableFuture<>();

        /** With its sequence, or the first one's where it repeats that. */
        private @Nullable DirectMessage kept;

        private @Nullable CommandException refusal;

        Keep(DirectMessage said) {
            this.said = said;
            this.text = said.text().getBytes(UTF_8);
            this.bytes = MESSAGE_BYTES + (long) text.length;
        }
    }

    private static DirectMessage stamped(DirectMessage said, long sequence, long timestamp) {
        return new DirectMessage(said.to(), said.source(), sequence, timestamp, said.messageId(), said.text());
    }

    private final class Keeping implements Turns.Work<Keep> {

        @Override
        public void write(Connection connection, List<Keep> tasks) throws SQLException {
            purge(connection);
            try (Keeper keeper = new Keeper(connection)) {
                for (Keep task : tasks) {
                    keeper.keep(task);
                }
                keeper.end();
            }
        }

        @Override
        public void written(List<Keep> tasks, @Nullable Throwable failure) {
            for (Keep task : tasks) {
                waitingBytes.addAndGet(-task.bytes);
                DirectMessage kept = task.kept;
                if (failure == null && kept != null) {
                    task.done.complete(kept);
                } else {
                    Throwable cause = failure != null ? failure : task.refusal;
                    task.done.completeExceptionally(
                            cause != null ? cause : new IllegalStateException(file + ": not written"));
                }
            }
        }
    }

    private void purge(Connection connection) throws SQLException {
        try (PreparedStatement old = connection.prepareStatement(
                        "DELETE FROM directs WHERE (recipient, sequence) IN (SELECT recipient, sequence FROM directs"
                                + " WHERE sequence < ? ORDER BY sequence LIMIT " + PURGED_AT_ONCE + ")");
                PreparedStatement ids =
                        connection.prepareStatement("DELETE FROM direct_ids WHERE (source, id) IN (SELECT source, id"
                                + " FROM direct_ids WHERE time < ? ORDER BY time LIMIT " + PURGED_AT_ONCE + ")")) {
            old.setLong(1, oldest());
            old.executeUpdate();
            ids.setLong(1, clock.millis() - IDS_KEPT_MILLIS);
            ids.executeUpdate();
        }
    }

    /** The statements of one turn. */
    private final class Keeper implements AutoCloseable {

        private final Connection connection;
        private final PreparedStatement insert;
        private final PreparedStatement count;
        private final PreparedStatement findId;
        private final PreparedStatement insertId;
        private final PreparedStatement find;
        private final long before;
        private long head;

        Keeper(Connection connection) throws SQLException {
            this.connection = connection;
            insert = connection.prepareStatement(
                    "INSERT INTO directs (recipient, sequence, checksum, bytes) VALUES (?, ?, ?, ?)");
            count = connection.prepareStatement("SELECT count(*) FROM directs WHERE recipient = ? AND sequence >= ?");
            findId = connection.prepareStatement("SELECT sequence, time FROM direct_ids WHERE source = ? AND id = ?");
            insertId = connection.prepareStatement(
                    "INSERT INTO direct_ids (source, id, sequence, time) VALUES (?, ?, ?, ?)");
            find = connection.prepareStatement("SELECT 1 FROM directs WHERE recipient = ? AND sequence = ?");
            try (PreparedStatement query = connection.prepareStatement("SELECT sequence FROM direct_head");
                    ResultSet row = query.executeQuery()) {
                before = row.next() ? row.getLong(1) : 0;
            }
            head = before;
        }

        void keep(Keep task) throws SQLException {
            task.refusal = null;
            DirectMessage earlier = task.kept;
            if (earlier != null && isThere(earlier)) {
                return; // in a turn whose commit was in doubt
            }
            task.kept = first(task.said);
            if (task.kept != null) {
                return;
            }
            if (isFull(task.said.to())) {
                task.refusal = new CommandException(
                        NakCode.LIMIT_REACHED,
                        "to: " + task.said.to() + " (expected: an account with fewer than " + limits.count()
                                + " messages that it has not received)");
                return;
            }
            head = Math.max(head + 1, task.said.timestamp() * 1000);
            DirectMessage kept = stamped(task.said, head, task.said.timestamp());
            insert(kept, task.text);
            task.kept = kept;
        }

        private boolean isThere(DirectMessage kept) throws SQLException {
            find.setString(1, kept.to());
            find.setLong(2, kept.sequence());
            try (ResultSet row = find.executeQuery()) {
                return row.next();
            }
        }

        private @Nullable DirectMessage first(DirectMessage said) throws SQLException {
            UUID id = said.messageId();
            if (id == null) {
                return null;
            }
            findId.setString(1, said.source());
            findId.setBytes(2, bytes(id));
            try (ResultSet row = findId.executeQuery()) {
                return row.next() ? stamped(said, row.getLong(1), row.getLong(2)) : null;
            }
        }

        private boolean isFull(String recipient) throws SQLException {
            count.setString(1, recipient);
            count.setLong(2, oldest());
            try (ResultSet row = count.executeQuery()) {
                return row.next() && row.getInt(1) >= limits.count();
            }
        }

        private void insert(DirectMessage kept, byte[] text) throws SQLException {
            byte[] bytes = Batch.encode(List.of(new LoggedMessage(
                    kept.to(), kept.source(), kept.sequence(), kept.timestamp(), kept.messageId(), false, text)));
            insert.setString(1, kept.to());
            insert.setLong(2, kept.sequence());
            insert.setInt(3, Batch.checksum(bytes));
            insert.setBytes(4, bytes);
            insert.executeUpdate();
            UUID id = kept.messageId();
            if (id != null) {
                insertId.setString(1, kept.source());
                insertId.setBytes(2, bytes(id));
                insertId.setLong(3, kept.sequence());
                insertId.setLong(4, kept.timestamp());
                insertId.executeUpdate();
            }
        }

        private static byte[] bytes(UUID id) {
            return ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(id.getMostSignificantBits())
                    .putLong(id.getLeastSignificantBits())
                    .array();
        }

        void end() throws SQLException {
            if (head == before) {
                return;
            }
            try (PreparedStatement update = connection.prepareStatement("INSERT INTO direct_head (id, sequence)"
                    + " VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET sequence = excluded.sequence")) {
                update.setLong(1, head);
                update.executeUpdate();
            }
        }

        @Override
        public void close() throws SQLException {
            insert.close();
            count.close();
            findId.close();
            insertId.close();
            find.close();
        }
    }

    // ---- reading ----

    @Override
    public CompletionStage<List<DirectMessage>> read(String account, long after, int limit, int maxBytes) {
        long from = Math.max(after, oldest() - 1);
        return readers.submit(reader -> read(reader, account, from, limit, maxBytes), List.of());
    }

    private static List<DirectMessage> read(
            LogReaders.Reader reader, String account, long after, int limit, int maxBytes) throws SQLException {
        PreparedStatement query = reader.prepare("SELECT sequence, checksum, bytes FROM directs"
                + " WHERE recipient = ? AND sequence > ? ORDER BY sequence");
        query.setString(1, account);
        query.setLong(2, after);
        List<DirectMessage> read = new ArrayList<>();
        long bytes = 0;
        try (ResultSet rows = query.executeQuery()) {
            while (read.size() < limit && bytes < maxBytes && rows.next()) {
                try {
                    LoggedMessage kept = Batch.decode(account, rows.getBytes(3), rows.getInt(2))
                            .get(0);
                    read.add(message(kept));
                    bytes += kept.data().length;
                } catch (CorruptLogException e) { // the others are served
                    log.error("direct messages for {}: {} at {}: left out", account, e.getMessage(), rows.getLong(1));
                }
            }
        }
        return read;
    }

    private static DirectMessage message(LoggedMessage kept) {
        return new DirectMessage(
                kept.session(),
                kept.source(),
                kept.sequence(),
                kept.timestamp(),
                kept.messageId(),
                new String(kept.data(), UTF_8));
    }

    // ---- removing ----

    @Override
    public CompletionStage<@Nullable Void> remove(String account, long upTo) {
        Removal removal = new Removal(account, upTo);
        removals.add(removal);
        return removal.done;
    }

    private static final class Removal {
        private final String account;
        private final long upTo;
        private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();

        Removal(String account, long upTo) {
            this.account = account;
            this.upTo = upTo;
        }
    }

    private static final class Removing implements Turns.Work<Removal> {

        @Override
        public void write(Connection connection, List<Removal> tasks) throws SQLException {
            try (PreparedStatement delete =
                    connection.prepareStatement("DELETE FROM directs WHERE recipient = ? AND sequence <= ?")) {
                for (Removal task : tasks) {
                    delete.setString(1, task.account);
                    delete.setLong(2, task.upTo);
                    delete.executeUpdate();
                }
            }
        }

        @Override
        public void written(List<Removal> tasks, @Nullable Throwable failure) {
            for (Removal task : tasks) {
                if (failure == null) {
                    task.done.complete(null);
                } else {
                    task.done.completeExceptionally(failure);
                }
            }
        }
    }
}
