package io.confab.log.sqlite;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One session's log: the batches between two keys. */
final class StoredLog implements SessionLog {

    private static final Logger log = LoggerFactory.getLogger(StoredLog.class);

    private final SessionDescription session;
    private final Keys keys;
    private final RecentMessages recent;
    private final LogWriter writer;
    private final LogReaders readers;
    private final Consumer<StoredLog> closed;

    // Written by the writer's thread.
    private volatile long head;
    private volatile long headTimestamp;
    private volatile long forgotten;

    private final MessageIds ids = new MessageIds();

    /** Completes when {@link #ids} has everything; null until somebody needs it. */
    private @Nullable CompletableFuture<@Nullable Void> idsLoaded;

    /**
     * @param recent    what of it is in the journal
     * @param head      the newest sequence that ever was, or 0
     * @param forgotten the last sequence that retention has taken, or 0
     * @param closed    told when the log is closed
     */
    StoredLog(
            SessionDescription session,
            Keys keys,
            RecentMessages recent,
            long head,
            long headTimestamp,
            long forgotten,
            LogWriter writer,
            LogReaders readers,
            Consumer<StoredLog> closed) {
        this.session = session;
        this.keys = keys;
        this.recent = recent;
        this.head = head;
        this.headTimestamp = headTimestamp;
        this.forgotten = forgotten;
        this.writer = writer;
        this.readers = readers;
        this.closed = closed;
        if (head == 0) {
            idsLoaded = CompletableFuture.completedFuture(null); // there are none
        }
        ids.add(recent.snapshot());
    }

    Durability durability() {
        return session.durability();
    }

    RecentMessages recent() {
        return recent;
    }

    @Override
    public long head() {
        return head;
    }

    @Override
    public long headTimestamp() {
        return headTimestamp;
    }

    @Override
    public long forgottenSequence() {
        return forgotten;
    }

    // ---- appending ----

    @Override
    public CompletionStage<@Nullable Void> append(List<LoggedMessage> batch) {
        return writer.append(this, batch);
    }

    /** Takes note of a commit; on the writer's thread, before anybody is told. */
    void committed(List<LoggedMessage> batch) {
        LoggedMessage last = batch.get(batch.size() - 1);
        headTimestamp = last.timestamp();
        head = last.sequence();
        ids.add(batch);
    }

    /** Takes note of what retention took; on the writer's thread. */
    void forgotten(long sequence) {
        forgotten = sequence;
    }

    // ---- finding ----

    @Override
    public @Nullable CompletionStage<@Nullable LoggedMessage> find(String source, UUID messageId) {
        CompletableFuture<@Nullable Void> loaded = idsLoaded;
        if (loaded == null || loaded.isCompletedExceptionally()) {
            loaded = loadIds();
            idsLoaded = loaded;
        }
        // Looked for only behind this: what was not there before may be there by now.
        if (loaded.isDone() && !loaded.isCompletedExceptionally()) {
            return findLoaded(source, messageId);
        }
        return loaded.thenCompose(nothing -> {
            CompletionStage<@Nullable LoggedMessage> found = findLoaded(source, messageId);
            return found == null ? CompletableFuture.completedFuture(null) : found;
        });
    }

    private @Nullable CompletionStage<@Nullable LoggedMessage> findLoaded(String source, UUID messageId) {
        long sequence = ids.find(source, messageId);
        return sequence == 0 ? null : messageAt(sequence, source, messageId);
    }

    private CompletableFuture<@Nullable Void> loadIds() {
        CompletableFuture<Integer> loading = readers.submit(reader -> {
            PreparedStatement query = reader.prepare(
                    "SELECT key, ids FROM batches WHERE key BETWEEN ? AND ? AND ids IS NOT NULL ORDER BY key");
            query.setLong(1, keys.lowest());
            query.setLong(2, keys.highest());
            int batches = 0;
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    ids.add(rows.getBytes(2), keys.sequence(rows.getLong(1)));
                    batches++;
                }
            }
            return batches;
        });
        return loading.thenAccept(batches -> log.debug("{}: ids of {} batches", this, batches));
    }

    private CompletionStage<@Nullable LoggedMessage> messageAt(long sequence, String source, UUID messageId) {
        return read(sequence - 1, sequence + 1, 1, 1, false)
                .thenApply(messages -> messages.stream()
                        .filter(message -> message.source().equals(source) && messageId.equals(message.messageId()))
                        .findFirst()
                        .orElse(null));
    }

    // ---- reading ----

    @Override
    public CompletionStage<List<LoggedMessage>> read(long after, long before, int limit, int maxBytes, boolean newest) {
        long from = Math.max(after, forgotten);
        long until = Math.min(before, head + 1); // what is behind may be in the file, but not on the disk yet
        if (from + 1 >= until) {
            return CompletableFuture.completedFuture(List.of());
        }
        // First these: what becomes a batch meanwhile is in the file when that is read.
        List<LoggedMessage> newer = recent.snapshot();
        long split = newer.isEmpty() ? Long.MAX_VALUE : newer.get(0).sequence();
        Selection selection = new Selection(from, until, limit, maxBytes, newest);
        if (from + 1 >= split) {
            selection.add(newer);
            return CompletableFuture.completedFuture(selection.messages());
        }
        return readers.submit(reader -> {
            if (newest) {
                selection.add(newer);
            }
            if (!selection.isFull()) {
                read(reader, selection, from, Math.min(until, split));
            }
            if (!newest) {
                selection.add(newer);
            }
            return selection.messages();
        });
    }

    private void read(LogReaders.Reader reader, Selection selection, long after, long before) throws SQLException {
        // Beginning with the batch that has the first message in it: the last one that begins there, or before.
        PreparedStatement query = reader.prepare("SELECT key, checksum, bytes FROM batches WHERE key BETWEEN"
                + " coalesce((SELECT max(key) FROM batches WHERE key BETWEEN ?1 AND ?2), ?1) AND ?3 ORDER BY key"
                + (selection.newest() ? " DESC" : ""));
        query.setLong(1, keys.lowest());
        query.setLong(2, keys.key(after + 1));
        query.setLong(3, keys.key(before - 1));
        try (ResultSet rows = query.executeQuery()) {
            while (!selection.isFull() && rows.next()) {
                selection.add(messages(rows));
            }
        }
    }

    // What is whole is served, what is not is reported: better than nothing of either.
    private List<LoggedMessage> messages(ResultSet row) throws SQLException {
        try {
            return Batch.decode(session.name(), row.getBytes(3), row.getInt(2));
        } catch (CorruptLogException e) {
            log.error("{} at sequence {}: left out", e.getMessage(), keys.sequence(row.getLong(1)));
            return List.of();
        }
    }

    @Override
    public void close() {
        closed.accept(this); // what was appended is on its way
    }

    @Override
    public String toString() {
        return "log of " + session.name();
    }
}
