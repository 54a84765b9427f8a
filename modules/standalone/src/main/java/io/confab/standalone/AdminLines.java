package io.confab.standalone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;

/** Reads and writes single lines. Blocks. */
final class AdminLines {

    private AdminLines() {}

    /**
     * Reads up to the end of the line, or of what there is.
     *
     * @param most in bytes
     * @throws IOException if it is longer, or there is nothing
     */
    static byte[] read(ReadableByteChannel channel, int most) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        ByteBuffer buffer = ByteBuffer.allocate(4096);
        while (channel.read(buffer) >= 0) {
            buffer.flip();
            while (buffer.hasRemaining()) {
                byte next = buffer.get();
                if (next == '\n') {
                    return line.toByteArray();
                }
                line.write(next);
            }
            if (line.size() >= most) {
                throw new IOException("line: longer than " + most + " bytes (expected: at most that)");
            }
            buffer.clear();
        }
        if (line.size() == 0) {
            throw new IOException("line: none (expected: one)");
        }
        return line.toByteArray();
    }

    static void write(WritableByteChannel channel, byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
    }
}
