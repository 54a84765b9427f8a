package io.confab.log.sqlite;

import io.confab.api.LoggedMessage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Messages that follow each other in one session, as bytes.
 *
 * <pre>
 *  version (1 byte), then for each message:
 *  +----------+-----------+-------+---------------+-----------+---------------+
 *  | sequence | timestamp | flags | source        | messageId | data          |
 *  | 8        | 8         | 1     | 1 + n         | 16, if 1  | 4 + n         |
 *  +----------+-----------+-------+---------------+-----------+---------------+
 *  flags: 1 = has a messageId, 2 = JSON
 * </pre>
 *
 * All numbers big-endian, text UTF-8. Wherever it is, the CRC-32C (RFC 3720) of these bytes is beside it.
 */
final class Batch {

    /** Adds a row. */
    static final String INSERT =
            "INSERT INTO batches (key, last, count, time, ids, checksum, bytes)" + " VALUES (?, ?, ?, ?, ?, ?, ?)";

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 8 + 8 + 1 + 1 + 4;
    private static final int ID_BYTES = 16;
    private static final int IDENTIFIED = 1;
    private static final int JSON = 2;

    private Batch() {}

    /** How many bytes {@link #encode} makes of messages. */
    static int bytes(List<LoggedMessage> messages) {
        int bytes = 1;
        for (int i = 0; i < messages.size(); i++) {
            bytes += bytes(messages.get(i));
        }
        return bytes;
    }

    /** How many of them one message takes. */
    static int bytes(LoggedMessage message) {
        int id = message.messageId() == null ? 0 : ID_BYTES;
        return FIXED_BYTES + length(message.source()) + id + message.data().length;
    }

    private static int length(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) > 0x7F) {
                return text.getBytes(StandardCharsets.UTF_8).length;
            }
        }
        return text.length();
    }

    static byte[] encode(List<LoggedMessage> messages) {
        ByteBuffer out = ByteBuffer.allocate(bytes(messages));
        encode(messages, out);
        return out.array();
    }

    static void encode(List<LoggedMessage> messages, ByteBuffer out) {
        out.put(VERSION);
        String source = "";
        byte[] sourceBytes = {};
        for (int i = 0; i < messages.size(); i++) {
            LoggedMessage message = messages.get(i);
            if (!message.source().equals(source)) {
                source = message.source();
                sourceBytes = source.getBytes(StandardCharsets.UTF_8);
            }
            UUID id = message.messageId();
            out.putLong(message.sequence()).putLong(message.timestamp());
            out.put((byte) ((id == null ? 0 : IDENTIFIED) | (message.json() ? JSON : 0)));
            out.put((byte) sourceBytes.length).put(sourceBytes);
            if (id != null) {
                out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
            }
            out.putInt(message.data().length).put(message.data());
        }
    }

    /** Adds a row to the table {@code batches}, by a statement of {@link #INSERT}. */
    static void insert(PreparedStatement insert, long key, List<LoggedMessage> messages) throws SQLException {
        LoggedMessage last = messages.get(messages.size() - 1);
        byte[] bytes = encode(messages);
        insert.setLong(1, key);
        insert.setLong(2, last.sequence());
        insert.setInt(3, messages.size());
        insert.setLong(4, last.timestamp());
        insert.setBytes(5, MessageIds.encode(messages));
        insert.setInt(6, checksum(bytes));
        insert.setBytes(7, bytes);
        insert.executeUpdate();
    }

    static int checksum(byte[] batch) {
        return checksum(ByteBuffer.wrap(batch));
    }

    /** That of all bytes from the position to the limit. */
    static int checksum(ByteBuffer batch) {
        CRC32C crc = new CRC32C();
        crc.update(batch);
        return (int) crc.getValue();
    }

    /** @throws CorruptLogException if the bytes are not those that were stored */
    static List<LoggedMessage> decode(String session, byte[] batch, int checksum) {
        if (checksum(batch) != checksum) {
            throw new CorruptLogException(
                    String.format("session %s: checksum: %08X (expected: %08X)", session, checksum(batch), checksum));
        }
        ByteBuffer in = ByteBuffer.wrap(batch);
        try {
            if (in.get() != VERSION) {
                throw new CorruptLogException(
                        "session " + session + ": version: " + batch[0] + " (expected: " + VERSION + ")");
            }
            List<LoggedMessage> messages = new ArrayList<>();
            String source = "";
            while (in.hasRemaining()) {
                LoggedMessage message = message(session, source, in);
                source = message.source(); // mostly the next one's too
                messages.add(message);
            }
            return messages;
        } catch (BufferUnderflowException e) {
            throw new CorruptLogException("session " + session + ": a batch that ends too early (expected: whole)", e);
        }
    }

    private static LoggedMessage message(String session, String lastSource, ByteBuffer in) {
        long sequence = in.getLong();
        long timestamp = in.getLong();
        int flags = in.get();
        String name = new String(bytes(in, in.get() & 0xFF), StandardCharsets.UTF_8);
        String source = name.equals(lastSource) ? lastSource : name;
        @Nullable UUID id = (flags & IDENTIFIED) == 0 ? null : new UUID(in.getLong(), in.getLong());
        return new LoggedMessage(session, source, sequence, timestamp, id, (flags & JSON) != 0, bytes(in, in.getInt()));
    }

    private static byte[] bytes(ByteBuffer in, int length) {
        if (length < 0 || length > in.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] bytes = new byte[length];
        in.get(bytes);
        return bytes;
    }
}
