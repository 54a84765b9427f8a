package io.confab.log.sqlite;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
     * @param head      the newest sequence that ever was, or 0
     * @param forgotten the last sequence that retention has taken, or 0
     * @param closed    told when the log is closed
     */
    StoredLog(
            SessionDescription session,
            Keys keys,
            long head,
            long headTimestamp,
            long forgotten,
            LogWriter writer,
            LogReaders readers,
            Consumer<StoredLog> closed) {
        this.session = session;
        this.keys = keys;
        this.head = head;
        this.headTimestamp = headTimestamp;
        this.forgotten = forgotten;
        this.writer = writer;
        this.readers = readers;
        this.closed = closed;
        if (head == 0) {
            idsLoaded = CompletableFuture.completedFuture(null); // there are none
        }
    }

    Durability durability() {
        return session.durability();
    }

    long key(long sequence) {
        return keys.key(sequence);
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
        return readers.submit(reader ->
                newest ? newest(reader, from, until, limit, maxBytes) : oldest(reader, from, until, limit, maxBytes));
    }

    private List<LoggedMessage> oldest(LogReaders.Reader reader, long after, long before, int limit, int maxBytes)
            throws SQLException {
        // Beginning with the batch that has the first message in it: the last one that begins there, or before.
        PreparedStatement query = reader.prepare("SELECT key, checksum, bytes FROM batches WHERE key BETWEEN"
                + " coalesce((SELECT max(key) FROM batches WHERE key BETWEEN ?1 AND ?2), ?1) AND ?3 ORDER BY key");
        query.setLong(1, keys.lowest());
        query.setLong(2, keys.key(after + 1));
        query.setLong(3, keys.key(before - 1));
        List<LoggedMessage> read = new ArrayList<>();
        long bytes = 0;
        try (ResultSet rows = query.executeQuery()) {
            while (read.size() < limit && bytes < maxBytes && rows.next()) {
                for (LoggedMessage message : messages(rows)) {
                    if (message.sequence() > after
                            && message.sequence() < before
                            && read.size() < limit
                            && bytes < maxBytes) {
                        read.add(message);
                        bytes += message.data().length;
                    }
                }
            }
        }
        return read;
    }

    private List<LoggedMessage> newest(LogReaders.Reader reader, long after, long before, int limit, int maxBytes)
            throws SQLException {
        PreparedStatement query = reader.prepare(
                "SELECT key, checksum, bytes FROM batches WHERE key BETWEEN ? AND ? AND last > ? ORDER BY key DESC");
        query.setLong(1, keys.lowest());
        query.setLong(2, keys.key(before - 1));
        query.setLong(3, after);
        ArrayDeque<LoggedMessage> read = new ArrayDeque<>();
        long bytes = 0;
        boolean all = false;
        try (ResultSet rows = query.executeQuery()) {
            while (!all && read.size() < limit && bytes < maxBytes && rows.next()) {
                List<LoggedMessage> messages = messages(rows);
                for (int i = messages.size() - 1; i >= 0; i--) {
                    LoggedMessage message = messages.get(i);
                    all |= message.sequence() <= after;
                    if (!all && message.sequence() < before && read.size() < limit && bytes < maxBytes) {
                        read.addFirst(message);
                        bytes += message.data().length;
                    }
                }
            }
        }
        return List.copyOf(read);
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
