package io.confab.gateway.websocket;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Arrays;
import java.util.Locale;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/** A client of RFC 6455 and RFC 7692 made of nothing but the JDK. A mask of zeros leaves the payload as it is. */
final class DeflatingSocket implements AutoCloseable {

    static final int TEXT = 1;
    static final int BINARY = 2;

    private static final int FIN = 0x80;
    private static final int RSV1 = 0x40;
    private static final int MASKED = 0x80;
    private static final byte[] FLUSHED = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private final Socket socket;
    private final DataInputStream in;
    private final DataOutputStream out;
    private final String agreed;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private final Inflater inflater = new Inflater(true);

    /** @param offers what to say in {@code Sec-WebSocket-Extensions} */
    DeflatingSocket(InetSocketAddress server, String offers) throws IOException {
        socket = new Socket(server.getAddress(), server.getPort());
        socket.setSoTimeout(60_000);
        in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        String request = "GET / HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                + "Sec-WebSocket-Extensions: " + offers + "\r\n\r\n";
        out.write(request.getBytes(US_ASCII));
        out.flush();
        String extensions = "";
        for (String line = line(); !line.isEmpty(); line = line()) {
            if (line.toLowerCase(Locale.ROOT).startsWith("sec-websocket-extensions:")) {
                extensions = line.substring(line.indexOf(':') + 1).strip();
            }
        }
        agreed = extensions;
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.readUnsignedByte(); b != '\n'; b = in.readUnsignedByte()) {
            line.append((char) b);
        }
        return line.toString().strip();
    }

    /** What the server agreed to, in its words; empty for nothing. */
    String agreed() {
        return agreed;
    }

    /** @param fragment how many bytes a frame may have */
    void send(int opcode, byte[] message, int fragment) throws IOException {
        byte[] payload = agreed.isEmpty() ? message : deflated(message);
        int first = opcode | (agreed.isEmpty() ? 0 : RSV1);
        int offset = 0;
        do {
            int length = Math.min(fragment, payload.length - offset);
            boolean last = offset + length == payload.length;
            out.writeByte((offset == 0 ? first : 0) | (last ? FIN : 0));
            writeLength(length);
            out.writeInt(0);
            out.write(payload, offset, length);
            offset += length;
        } while (offset < payload.length);
        out.flush();
    }

    private void writeLength(int length) throws IOException {
        if (length < 126) {
            out.writeByte(MASKED | length);
        } else if (length <= 0xFFFF) {
            out.writeByte(MASKED | 126);
            out.writeShort(length);
        } else {
            out.writeByte(MASKED | 127);
            out.writeLong(length);
        }
    }

    private byte[] deflated(byte[] message) {
        deflater.setInput(message);
        ByteArrayOutputStream deflated = new ByteArrayOutputStream();
        byte[] part = new byte[8192];
        int length;
        do {
            length = deflater.deflate(part, 0, part.length, Deflater.SYNC_FLUSH);
            deflated.write(part, 0, length);
        } while (length == part.length);
        if (agreed.contains("client_no_context_takeover")) {
            deflater.reset();
        }
        byte[] bytes = deflated.toByteArray();
        return Arrays.copyOf(bytes, bytes.length - FLUSHED.length);
    }

    /** One message, which comes in one frame. */
    Received receive() throws IOException, DataFormatException {
        int first = in.readUnsignedByte();
        long length = in.readUnsignedByte();
        if (length == 126) {
            length = in.readUnsignedShort();
        } else if (length == 127) {
            length = in.readLong();
        }
        byte[] payload = new byte[(int) length];
        in.readFully(payload);
        boolean compressed = (first & RSV1) != 0;
        return new Received(first & 0x0F, compressed, compressed ? inflated(payload) : payload);
    }

    private byte[] inflated(byte[] payload) throws DataFormatException {
        ByteArrayOutputStream inflated = new ByteArrayOutputStream();
        for (byte[] input : new byte[][] {payload, FLUSHED}) {
            inflater.setInput(input);
            byte[] part = new byte[8192];
            for (int length = inflater.inflate(part); length > 0; length = inflater.inflate(part)) {
                inflated.write(part, 0, length);
            }
        }
        return inflated.toByteArray();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        deflater.end();
        inflater.end();
    }

    /** What came, inflated. */
    @SuppressWarnings("ArrayRecordComponent")
    record Received(int opcode, boolean compressed, byte[] message) {}
}
