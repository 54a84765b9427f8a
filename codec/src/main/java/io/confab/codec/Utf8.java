package io.confab.codec;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Strict decoding: what is not UTF-8 is refused, never replaced. */
final class Utf8 {

    private Utf8() {}

    /** @throws IllegalArgumentException if the bytes are not UTF-8 */
    static String decode(byte[] bytes, String field) {
        if (isAscii(bytes)) {
            return new String(bytes, StandardCharsets.ISO_8859_1); // a plain copy, where US_ASCII checks again
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(field + ": " + bytes.length + " bytes (expected: UTF-8)", e);
        }
    }

    /** Reads all that is readable. @throws IllegalArgumentException if it is not UTF-8 */
    static String read(ByteBuf in, String field) {
        byte[] bytes = new byte[in.readableBytes()];
        in.readBytes(bytes);
        return decode(bytes, field);
    }

    private static boolean isAscii(byte[] bytes) {
        for (byte b : bytes) {
            if (b < 0) {
                return false;
            }
        }
        return true;
    }
}
