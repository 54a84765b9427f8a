package io.confab.server;

import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.Socket;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A handshake in memory. That a certificate and a key could be read does not say that they belong together, or suit what
 * is spoken: the first client would find out.
 */
final class TrialHandshake {

    private TrialHandshake() {}

    /**
     * Shakes hands.
     *
     * @return the certificate that a client is shown
     */
    static X509Certificate certificateOf(SslContext context) throws SSLException {
        SslContext clientContext = SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols(TlsLoader.PROTOCOLS)
                .trustManager(new Credulous())
                .endpointIdentificationAlgorithm(null)
                .build();
        EmbeddedChannel client = new EmbeddedChannel();
        EmbeddedChannel server = new EmbeddedChannel();
        try {
            return shakeHands(
                    client, clientContext.newHandler(client.alloc()), server, context.newHandler(server.alloc()));
        } finally {
            client.finishAndReleaseAll();
            server.finishAndReleaseAll();
        }
    }

    private static X509Certificate shakeHands(
            EmbeddedChannel client, SslHandler clientTls, EmbeddedChannel server, SslHandler serverTls)
            throws SSLException {
        serverTls.engine().setWantClientAuth(false); // this client has none
        serverTls.setHandshakeTimeoutMillis(0);
        clientTls.setHandshakeTimeoutMillis(0);
        server.pipeline().addLast(serverTls);
        client.pipeline().addLast(clientTls);
        boolean moved = true;
        while (moved
                && !(clientTls.handshakeFuture().isDone()
                        && serverTls.handshakeFuture().isDone())) {
            moved = move(client, server);
            moved |= move(server, client);
        }
        for (SslHandler each : new SslHandler[] {serverTls, clientTls}) {
            if (!each.handshakeFuture().isSuccess()) {
                Throwable cause = each.handshakeFuture().cause();
                throw new SSLException("no handshake with this certificate and key", cause);
            }
        }
        return (X509Certificate) clientTls.engine().getSession().getPeerCertificates()[0];
    }

    private static boolean move(EmbeddedChannel from, EmbeddedChannel to) {
        boolean moved = false;
        for (Object bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            to.writeInbound(bytes);
            moved = true;
        }
        return moved;
    }

    /** Trusts everybody: here the server is the one who asks, and it asks itself. */
    private static final class Credulous extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
