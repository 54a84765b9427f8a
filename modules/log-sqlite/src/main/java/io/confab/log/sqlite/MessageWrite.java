package io.confab.log.sqlite;

import io.confab.api.LoggedMessage;
import java.nio.ByteBuffer;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one commit writes of messages. What is much for its session becomes batches at once, with what the journal has of that
 * session; all else goes into the journal, in one row. Where the journal gets too long, the oldest of it is made into batches.
 *
 * <p>First it is {@linkplain #write written}, in a transaction; if that is committed, {@link #committed} takes note. Used on the
 * writer's thread.
 */
final class MessageWrite {

    /** From here on a session's messages are worth a row of their own. */
    private static final int BATCH_BYTES = 16 * 1024;

    /** How much one row takes, unless a single message is larger: reading takes whole rows. */
    private static final int ROW_BYTES = 64 * 1024;

    private final Journal journal;
    private final Map<StoredLog, List<LoggedMessage>> appended;

    /** What the journal may take when it is written. */
    private final long journalBytes;

    /** Of how many sessions batches are made for that, and then the journal may take more. */
    private final int mostMoved;

    private final List<Entry> journalled = new ArrayList<>();
    private final Set<RecentMessages> moved = new LinkedHashSet<>();
    private int rowBytes;
    private long deletedBefore;
    private @Nullable Long firstKey;

    /** What goes into the journal of one session, and what that takes in a batch. */
    private record Entry(RecentMessages session, List<LoggedMessage> messages, int bytes) {}

    /** @param appended what was said in each session, in order */
    MessageWrite(Journal journal, Map<StoredLog, List<LoggedMessage>> appended) {
        this(journal, appended, Journal.MAX_BYTES, Integer.MAX_VALUE);
    }

    private MessageWrite(
            Journal journal, Map<StoredLog, List<LoggedMessage>> appended, long journalBytes, int mostMoved) {
        this.journal = journal;
        this.appended = appended;
        this.journalBytes = journalBytes;
        this.mostMoved = mostMoved;
    }

    /**
     * Makes batches of what the journal has, and writes nothing new.
     *
     * @param sessions of how many sessions at most
     */
    static MessageWrite emptying(Journal journal, int sessions) {
        return new MessageWrite(journal, Map.of(), 0, sessions);
    }

    /** Writes it all, but does not commit. */
    void write(WriteConnection to) throws SQLException {
        for (Map.Entry<StoredLog, List<LoggedMessage>> each : appended.entrySet()) {
            RecentMessages recent = each.getKey().recent();
            int bytes = Batch.bytes(each.getValue());
            if (recent.bytes() + bytes < BATCH_BYTES) {
                journalled.add(new Entry(recent, each.getValue(), bytes));
                rowBytes += Journal.HEADER_BYTES + bytes;
            } else {
                List<LoggedMessage> all = new ArrayList<>(recent.snapshot());
                all.addAll(each.getValue());
                insert(to, recent.keys(), all);
                moved.add(recent);
            }
        }
        if (rowBytes > 0) {
            insertRow(to);
        }
        trim(to);
    }

    private void insertRow(WriteConnection to) throws SQLException {
        ByteBuffer row = ByteBuffer.allocate(rowBytes);
        for (Entry entry : journalled) {
            Journal.encode(entry.session.keys().id(), entry.messages, entry.bytes, row);
        }
        PreparedStatement insert = to.prepare("INSERT INTO journal (number, bytes) VALUES (?, ?)");
        insert.setLong(1, journal.nextRow());
        insert.setBytes(2, row.array());
        insert.executeUpdate();
    }

    // From half of what it may take on, the journal is emptied a little with each commit, twice as fast as it is
    // filled: all
    // sessions may be in its first row, and were then to be moved at once. Whatever else is in the rows before the
    // first that
    // counts has become batches by itself.
    private void trim(WriteConnection to) throws SQLException {
        long needed = journal.nextRow();
        long movedBytes = 0;
        for (RecentMessages oldest : journal.oldestFirst()) {
            if (moved.contains(oldest)) {
                continue;
            }
            long left = journal.bytesFrom(oldest.firstRow()) + rowBytes;
            if (moved.size() >= mostMoved
                    || left <= journalBytes / 2
                    || left <= journalBytes && movedBytes >= 2L * rowBytes) {
                needed = oldest.firstRow();
                break;
            }
            insert(to, oldest.keys(), oldest.snapshot());
            moved.add(oldest);
            movedBytes += oldest.bytes();
        }
        deletedBefore = needed;
        if (journal.hasBefore(needed)) {
            PreparedStatement delete = to.prepare("DELETE FROM journal WHERE number BETWEEN 1 AND ?");
            delete.setLong(1, needed - 1);
            delete.executeUpdate();
        }
    }

    private void insert(WriteConnection to, Keys keys, List<LoggedMessage> messages) throws SQLException {
        int from = 0;
        int bytes = 0;
        for (int i = 0; i < messages.size(); i++) {
            int more = Batch.bytes(messages.get(i));
            if (i > from && bytes + more > ROW_BYTES) {
                insertBatch(to, keys, messages.subList(from, i));
                from = i;
                bytes = 0;
            }
            bytes += more;
        }
        insertBatch(to, keys, messages.subList(from, messages.size()));
    }

    private void insertBatch(WriteConnection to, Keys keys, List<LoggedMessage> messages) throws SQLException {
        long key = keys.key(messages.get(0).sequence());
        Batch.insert(to.prepare(Batch.INSERT), key, messages);
        if (firstKey == null) {
            firstKey = key;
        }
    }

    /** Whether a commit of it is in the file, that was in doubt. */
    boolean isThere(WriteConnection to) throws SQLException {
        boolean row = rowBytes > 0;
        PreparedStatement query =
                to.prepare(row ? "SELECT 1 FROM journal WHERE number = ?" : "SELECT 1 FROM batches WHERE key = ?");
        query.setLong(1, row ? journal.nextRow() : firstKey == null ? 0 : firstKey);
        try (ResultSet found = query.executeQuery()) {
            return found.next();
        }
    }

    /** Takes note that it is committed. From here on it is read. */
    void committed() {
        long row = journal.nextRow();
        moved.forEach(journal::moved);
        for (Entry entry : journalled) {
            journal.added(entry.session, entry.messages, entry.bytes, row);
        }
        journal.deletedBefore(deletedBefore);
        if (rowBytes > 0) {
            journal.added(rowBytes);
        }
        appended.forEach(StoredLog::committed);
    }
}
