package io.confab.codec;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Frames as a test writes them down: field by field, each with what it means.
 *
 * <pre>
 *  00 00 00 0d  # length
 *  13           # type: JOIN
 *  00           # flags
 *  00 00 00 07  # requestId
 *  00           # source: none
 *  05 'lobby'   # session
 * </pre>
 */
final class FrameBytes {

    private static final Pattern PART = Pattern.compile("'([^']*)'|([0-9a-fA-F]{2})(?![0-9a-fA-F])|(\\s+|#.*)");

    private FrameBytes() {}

    /** Reads hexadecimal bytes and quoted UTF-8, each line up to its {@code #}. */
    static byte[] bytes(String dump) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher part = PART.matcher(dump);
        int end = 0;
        while (part.find()) {
            if (part.start() != end) {
                break;
            }
            end = part.end();
            String text = part.group(1);
            String hex = part.group(2);
            if (text != null) {
                out.writeBytes(utf8(text));
            } else if (hex != null) {
                out.write(Integer.parseInt(hex, 16));
            }
        }
        if (end != dump.length()) {
            throw new IllegalArgumentException("dump: " + dump.substring(end) + " (expected: bytes, 'text', #)");
        }
        return out.toByteArray();
    }

    /** The same, with the length in front. */
    static byte[] frame(String dump) {
        return withLength(bytes(dump));
    }

    /** A frame with neither stamp nor message id. */
    static byte[] frame(int type, int flags, int requestId, String source, String session, byte[] data) {
        byte[] sourceBytes = utf8(source);
        byte[] sessionBytes = utf8(session);
        return withLength(ByteBuffer.allocate(8 + sourceBytes.length + sessionBytes.length + data.length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(requestId)
                .put((byte) sourceBytes.length)
                .put(sourceBytes)
                .put((byte) sessionBytes.length)
                .put(sessionBytes)
                .put(data)
                .array());
    }

    static byte[] withLength(byte[] body) {
        return ByteBuffer.allocate(4 + body.length)
                .putInt(body.length)
                .put(body)
                .array();
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
