package io.confab.it.abuse;

import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;

/** A client of TLS that means no good. */
final class Tls {

    private static final int TIMEOUT_MILLIS = 10_000;

    private static final byte[] CLIENT_HELLO = makeClientHello();

    private Tls() {}

    private static SSLContext context() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The first message of a handshake, which costs its sender nothing to send again. Not to be changed. */
    static byte[] clientHello() {
        return CLIENT_HELLO;
    }

    private static byte[] makeClientHello() {
        SSLEngine engine = context().createSSLEngine();
        engine.setUseClientMode(true);
        ByteBuffer hello = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
        try {
            engine.wrap(ByteBuffer.allocate(0), hello);
        } catch (SSLException e) {
            throw new UncheckedIOException(e);
        }
        return Arrays.copyOf(hello.array(), hello.position());
    }

    /** Asks for new keys as often as it gets them, and for another connection when it gets none. */
    static void renegotiate(Crowd crowd) {
        SSLContext context = context();
        while (!crowd.isOver()) {
            try (SSLSocket socket = (SSLSocket) context.getSocketFactory().createSocket()) {
                socket.setSoTimeout(TIMEOUT_MILLIS);
                socket.connect(
                        new InetSocketAddress(
                                InetAddress.getLoopbackAddress(), crowd.ports().chat()),
                        TIMEOUT_MILLIS);
                socket.setEnabledProtocols(new String[] {"TLSv1.2"});
                socket.startHandshake();
                crowd.loop().execute(() -> crowd.opened++);
                while (!crowd.isOver()) {
                    crowd.loop().execute(() -> crowd.done++);
                    socket.getSession().invalidate();
                    socket.startHandshake();
                    int answer = socket.getInputStream().read(); // it takes a read to notice a refusal
                    if (answer < 0) {
                        break;
                    }
                    crowd.loop().execute(() -> crowd.answered++);
                }
            } catch (IOException refused) {
                crowd.loop().execute(() -> crowd.closed++);
            }
        }
    }
}
