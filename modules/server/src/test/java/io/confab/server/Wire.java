package io.confab.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;

/** A client in bytes, over whatever socket it is given. Answers are told in words: {@code ACK 7}, {@code NAK 7 {…}}. */
final class Wire {

    private static final int HEADER = 8;

    private Wire() {}

    static byte[] login(int requestId, String account) {
        return frame(0x10, requestId, account, "secret");
    }

    static byte[] ping(int requestId) {
        return frame(0x1F, requestId, "", "");
    }

    private static byte[] frame(int type, int requestId, String source, String data) {
        int length = HEADER + source.length() + data.length();
        return ByteBuffer.allocate(4 + length)
                .putInt(length)
                .put((byte) type)
                .put((byte) 0)
                .putInt(requestId)
                .put((byte) source.length())
                .put(source.getBytes(UTF_8))
                .put((byte) 0)
                .put(data.getBytes(UTF_8))
                .array();
    }

    /** Sends bytes and waits for the next frame. */
    static String ask(Socket socket, byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
        return answer(socket);
    }

    /** The next frame, or {@code end} where the server closes instead. */
    static String answer(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        int first = in.read();
        if (first < 0) {
            return "end";
        }
        byte[] frame = new byte[in.readUnsignedByte() << 16 | in.readUnsignedShort()];
        in.readFully(frame);
        ByteBuffer fields = ByteBuffer.wrap(frame);
        String type = fields.get() == 1 ? "ACK " : "NAK ";
        fields.get();
        String answer = type + fields.getInt() + " " + new String(frame, HEADER, frame.length - HEADER, UTF_8);
        return answer.strip();
    }
}
