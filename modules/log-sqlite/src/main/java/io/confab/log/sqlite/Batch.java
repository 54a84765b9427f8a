package io.confab.log.sqlite;

import io.confab.api.LoggedMessage;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What one commit has for one session, as the bytes of a row.
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
 * All numbers big-endian, text UTF-8. The row has the CRC-32C (RFC 3720) of these bytes beside them.
 */
final class Batch {

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 8 + 8 + 1 + 1 + 4;
    private static final int ID_BYTES = 16;
    private static final int IDENTIFIED = 1;
    private static final int JSON = 2;

    private Batch() {}

    static byte[] encode(List<LoggedMessage> messages) {
        byte[][] sources = new byte[messages.size()][];
        int bytes = 1;
        for (int i = 0; i < sources.length; i++) {
            LoggedMessage message = messages.get(i);
            sources[i] = i > 0 && message.source().equals(messages.get(i - 1).source())
                    ? sources[i - 1]
                    : message.source().getBytes(StandardCharsets.UTF_8);
            bytes += FIXED_BYTES + sources[i].length + message.data().length;
            bytes += message.messageId() == null ? 0 : ID_BYTES;
        }
        ByteBuffer out = ByteBuffer.allocate(bytes);
        out.put(VERSION);
        for (int i = 0; i < sources.length; i++) {
            LoggedMessage message = messages.get(i);
            UUID id = message.messageId();
            out.putLong(message.sequence()).putLong(message.timestamp());
            out.put((byte) ((id == null ? 0 : IDENTIFIED) | (message.json() ? JSON : 0)));
            out.put((byte) sources[i].length).put(sources[i]);
            if (id != null) {
                out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
            }
            out.putInt(message.data().length).put(message.data());
        }
        return out.array();
    }

    static int checksum(byte[] batch) {
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
