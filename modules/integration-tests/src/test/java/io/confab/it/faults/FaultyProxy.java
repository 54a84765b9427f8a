package io.confab.it.faults;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/**
 * Stands between clients and a server, on loopback, and does to their connections what networks do: cuts them in the middle of
 * a frame, and holds them up. The server may come back at another port.
 */
final class FaultyProxy implements AutoCloseable {

    private static final int MAX_FRAME = 1 << 20;

    private final ServerSocket listening;
    private final UnaryOperator<byte[]> fromClients;
    private final List<Link> links = new CopyOnWriteArrayList<>();
    private volatile int target;
    private volatile boolean closed;

    /** @param fromClients changes each frame, without its length, that a client sends: what a broken client would send */
    FaultyProxy(UnaryOperator<byte[]> fromClients) throws IOException {
        this.fromClients = fromClients;
        this.listening = new ServerSocket(0, 1000, InetAddress.getLoopbackAddress());
        start(this::accept, "proxy");
    }

    int port() {
        return listening.getLocalPort();
    }

    /** Where the server is from now on; 0 for nowhere. */
    void target(int port) {
        target = port;
    }

    int connections() {
        return links.size();
    }

    /** Cuts a connection as soon as it has sent a part of a frame; the newest is 0. */
    void cut(int index) {
        if (index < links.size()) {
            links.get(index).cut = true;
        }
    }

    void cutAll() {
        links.forEach(link -> link.cut = true);
    }

    /** Holds up what the server sends on one connection, or lets it go on. */
    void hold(int index, boolean hold) {
        if (index < links.size()) {
            links.get(index).hold(hold);
        }
    }

    void releaseAll() {
        links.forEach(link -> link.hold(false));
    }

    private static void start(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        thread.start();
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listening.accept();
                start(() -> connect(client), "proxy to server");
            } catch (IOException e) {
                if (!closed) {
                    throw new java.io.UncheckedIOException(e);
                }
            }
        }
    }

    private void connect(Socket client) {
        Socket server = new Socket();
        try {
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target));
        } catch (IOException | IllegalArgumentException e) {
            close(client);
            close(server);
            return;
        }
        Link link = new Link(client, server);
        links.add(0, link);
        start(link::toServer, "proxy to server");
        start(link::toClient, "proxy to client");
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws IOException {
        closed = true;
        listening.close();
        links.forEach(Link::end);
    }

    private final class Link {
        private final Socket client;
        private final Socket server;
        private volatile boolean cut;
        private boolean held; // guarded by this

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        synchronized void hold(boolean hold) {
            held = hold;
            notifyAll();
        }

        private synchronized void awaitRelease() throws InterruptedException {
            while (held) {
                wait();
            }
        }

        void toServer() {
            try (DataInputStream in = new DataInputStream(client.getInputStream());
                    OutputStream out = server.getOutputStream()) {
                while (true) {
                    int length = in.readInt();
                    if (length < 0 || length > MAX_FRAME) {
                        throw new IOException("length: " + length);
                    }
                    byte[] frame = new byte[length];
                    in.readFully(frame);
                    byte[] changed = fromClients.apply(frame);
                    byte[] whole = java.nio.ByteBuffer.allocate(4 + changed.length)
                            .putInt(changed.length)
                            .put(changed)
                            .array();
                    send(whole, whole.length, out);
                }
            } catch (EOFException e) {
                end();
            } catch (IOException e) {
                end();
            }
        }

        void toClient() {
            byte[] buffer = new byte[8192];
            try (InputStream in = server.getInputStream();
                    OutputStream out = client.getOutputStream()) {
                for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                    awaitRelease();
                    send(buffer, read, out);
                }
            } catch (IOException e) {
                // as the one on the other side
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            end();
        }

        private void send(byte[] bytes, int length, OutputStream out) throws IOException {
            if (cut) {
                out.write(bytes, 0, length / 2);
                out.flush();
                throw new IOException("cut");
            }
            out.write(bytes, 0, length);
            out.flush();
        }

        void end() {
            links.remove(this);
            hold(false);
            FaultyProxy.close(client);
            FaultyProxy.close(server);
        }
    }
}
