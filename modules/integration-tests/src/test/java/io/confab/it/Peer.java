package io.confab.it;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * A client that shares no code with Confab: it writes and reads bytes as docs/PROTOCOL.md has them. Blocking, with a
 * timeout, so that a test that waits in vain fails.
 */
final class Peer implements AutoCloseable {

    static final int ACK = 0x01;
    static final int NAK = 0x02;
    static final int EVENT = 0x03;
    static final int LOGIN = 0x10;
    static final int LOGOUT = 0x11;
    static final int CREATE = 0x12;
    static final int JOIN = 0x13;
    static final int LEAVE = 0x14;
    static final int LIST = 0x15;
    static final int TEXT = 0x16;
    static final int HISTORY = 0x17;
    static final int DIRECT = 0x18;
    static final int PING = 0x1F;

    static final int STAMPED = 1;
    static final int IDENTIFIED = 2;
    static final int JSON = 4;
    static final int REPLAY = 8;

    private static final int TIMEOUT_MILLIS = 20_000;

    private final Socket socket;
    private final DataInputStream in;
    private int requests;

    private Peer(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
    }

    static Peer connect(InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(address, TIMEOUT_MILLIS);
        return new Peer(socket);
    }

    /** A peer that is logged in. */
    static Peer login(InetSocketAddress address, String account) throws IOException {
        Peer peer = connect(address);
        peer.ask(LOGIN, account, "", "secret").expect(ACK);
        return peer;
    }

    Socket socket() {
        return socket;
    }

    // ---- writing ----

    static byte[] frame(int type, int flags, int requestId, String source, String session, byte[] data) {
        return frame(type, flags, requestId, utf8(source), utf8(session), data);
    }

    static byte[] frame(int type, int flags, int requestId, byte[] source, byte[] session, byte[] data) {
        int length = 8 + source.length + session.length + data.length;
        return ByteBuffer.allocate(4 + length)
                .putInt(length)
                .put((byte) type)
                .put((byte) flags)
                .putInt(requestId)
                .put((byte) source.length)
                .put(source)
                .put((byte) session.length)
                .put(session)
                .put(data)
                .array();
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }

    Peer write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        return this;
    }

    /** Sends a command and reads its reply, passing over everything else. */
    Frame ask(int type, String source, String session, String data) throws IOException {
        boolean json = data.startsWith("{");
        int requestId = ++requests;
        write(frame(type, json ? JSON : 0, requestId, source, session, utf8(data)));
        return reply(requestId);
    }

    Frame reply(int requestId) throws IOException {
        while (true) {
            Frame frame = read();
            if ((frame.type == ACK || frame.type == NAK) && frame.requestId == requestId) {
                return frame;
            }
        }
    }

    /** Says something without asking for a reply. */
    void say(String session, String text) throws IOException {
        write(frame(TEXT, 0, 0, "", session, utf8(text)));
    }

    // ---- reading ----

    Frame read() throws IOException {
        int length = in.readInt();
        if (length < 8 || length > 1 << 20) {
            throw new IOException("length: " + length + " (expected: a frame)");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new Frame(ByteBuffer.wrap(bytes));
    }

    /** The next text that is said, passing over everything else. */
    Frame hear() throws IOException {
        return next(TEXT);
    }

    Frame next(int type) throws IOException {
        while (true) {
            Frame frame = read();
            if (frame.type == type) {
                return frame;
            }
        }
    }

    /** Whether the server closes without sending anything more that is of this type. */
    void expectClosed() throws IOException {
        try {
            while (true) {
                read();
            }
        } catch (EOFException closed) {
            // as it should be
        } catch (SocketTimeoutException e) {
            throw new AssertionError("still open after " + TIMEOUT_MILLIS + " ms (expected: closed)", e);
        } catch (SocketException reset) {
            // closed just the same
        }
    }

    /** Closes with a reset in place of a proper end. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    /** A frame, taken apart by hand. */
    static final class Frame {
        final int type;
        final int flags;
        final int requestId;
        final String source;
        final String session;
        final long sequence;
        final long timestamp;
        final String data;

        Frame(ByteBuffer bytes) {
            type = bytes.get() & 0xFF;
            flags = bytes.get() & 0xFF;
            requestId = bytes.getInt();
            source = text(bytes, bytes.get() & 0xFF);
            session = text(bytes, bytes.get() & 0xFF);
            boolean stamped = (flags & STAMPED) != 0;
            sequence = stamped ? bytes.getLong() : 0;
            timestamp = stamped ? bytes.getLong() : 0;
            if ((flags & IDENTIFIED) != 0) {
                bytes.getLong();
                bytes.getLong();
            }
            data = text(bytes, bytes.remaining());
        }

        private static String text(ByteBuffer bytes, int length) {
            byte[] text = new byte[length];
            bytes.get(text);
            return new String(text, StandardCharsets.UTF_8);
        }

        Frame expect(int expected) {
            if (type != expected) {
                throw new AssertionError("frame: " + this + " (expected: type " + expected + ")");
            }
            return this;
        }

        /** A NAK with this code. */
        Frame expectNak(String code) {
            expect(NAK);
            if (!data.contains("\"code\":\"" + code + "\"")) {
                throw new AssertionError("frame: " + this + " (expected: NAK " + code + ")");
            }
            return this;
        }

        @Override
        public String toString() {
            return String.format(
                    "type 0x%02X flags 0x%02X request %d %s/%s %s", type, flags, requestId, source, session, data);
        }
    }
}
