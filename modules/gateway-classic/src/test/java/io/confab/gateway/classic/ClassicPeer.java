package io.confab.gateway.classic;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.server.ConfabServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;

/**
 * What a C client does with its socket: sends frames as it happened to have them in a buffer, and reads strings up to
 * their NUL.
 */
final class ClassicPeer implements AutoCloseable {

    final ClassicNumbering numbering;
    private final String name;
    private final Socket socket;
    private final InputStream in;

    /** How many NULs follow each frame. */
    int padding = 1;

    /** Whether it sends a byte at a time. */
    boolean dribbles;

    ClassicPeer(ConfabServer server, ClassicNumbering numbering, String name) throws IOException {
        this.numbering = numbering;
        this.name = name;
        socket = new Socket(
                InetAddress.getLoopbackAddress(),
                server.address(ClassicGateway.NAME).getPort());
        socket.setSoTimeout(20_000);
        socket.setTcpNoDelay(true);
        in = socket.getInputStream();
    }

    void request(ClassicType type, String data) throws IOException {
        request(type, name, data);
    }

    void request(ClassicType type, String source, String data) throws IOException {
        send(numbering.number(type) + ":" + data.getBytes(UTF_8).length + ":" + source + ":" + data
                + "\0".repeat(padding));
    }

    void send(String bytes) throws IOException {
        byte[] all = bytes.getBytes(UTF_8);
        int step = dribbles ? 1 : all.length;
        for (int at = 0; at < all.length; at += step) {
            socket.getOutputStream().write(all, at, step);
        }
    }

    /** Waits for a frame. @return its type and data, and in front of them whose it is unless the server's */
    String receive() throws IOException {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        int b = in.read();
        while (b > 0) {
            frame.write(b);
            b = in.read();
        }
        if (b < 0) {
            return frame.size() == 0 ? "closed" : "closed in the middle of " + frame.toString(UTF_8);
        }
        String[] fields = frame.toString(UTF_8).split(":", 4);
        int size = fields[3].getBytes(UTF_8).length;
        ClassicType type = numbering.type(Integer.parseInt(fields[0]));
        if (size != Integer.parseInt(fields[1])
                || size == 0
                || fields[2].isEmpty()
                || type == null
                || frame.size() > 499) {
            throw new AssertionError("frame: " + frame.toString(UTF_8) + " (expected: one that a client survives)");
        }
        return (fields[2].equals("server") ? "" : fields[2] + " ") + type + " " + fields[3];
    }

    String ask(ClassicType type, String data) throws IOException {
        request(type, data);
        return receive();
    }

    ClassicPeer login() throws IOException {
        String answer = ask(ClassicType.LOGIN, "secret");
        if (!answer.startsWith("LO_ACK")) {
            throw new AssertionError(answer);
        }
        return this;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
