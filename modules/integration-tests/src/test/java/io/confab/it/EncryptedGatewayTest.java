package io.confab.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.gateway.websocket.WebFiles;
import io.confab.gateway.websocket.WebSocketGateway;
import io.confab.server.ConfabServer;
import io.confab.server.TlsSettings;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The WebSocket gateway's own port, on a server that has a certificate. */
class EncryptedGatewayTest {

    @TempDir
    Path folder;

    private @Nullable ConfabServer server;

    @AfterEach
    void stop() {
        if (server != null) {
            server.close(Duration.ZERO).join();
        }
    }

    private int start(boolean required) throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanDnsName("localhost")
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
        TlsSettings tls = TlsSettings.pem(
                        Files.writeString(folder.resolve("certificate.pem"), bundle.getCertificatePathPEM()),
                        Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM()))
                .required(required);
        server = ConfabServer.builder()
                .port(0)
                .eventLoops(1)
                .openAccounts()
                .tls(tls)
                .gateway(WebSocketGateway.builder()
                        .sharesServerPort(false)
                        .port(0)
                        .files(WebFiles.of(getClass(), List.of("page.html")))
                        .build())
                .start()
                .get(30, SECONDS);
        return server.address("websocket").getPort();
    }

    private static HttpClient http() throws Exception {
        SSLContext trusting = SSLContext.getInstance("TLS");
        trusting.init(null, InsecureTrustManagerFactory.INSTANCE.getTrustManagers(), null);
        return HttpClient.newBuilder().sslContext(trusting).build();
    }

    private static String login(String scheme, int port) throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        WebSocket socket = http().newWebSocketBuilder()
                .buildAsync(URI.create(scheme + "://localhost:" + port + "/ws"), new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence text, boolean last) {
                        answer.complete(text.toString());
                        return null;
                    }
                })
                .get(30, SECONDS);
        socket.sendText("{\"type\":\"LOGIN\",\"requestId\":1,\"source\":\"ann\",\"data\":\"x\"}", true)
                .get(30, SECONDS);
        String text = answer.get(30, SECONDS);
        socket.abort();
        return text;
    }

    private static int page(String scheme, int port) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(scheme + "://localhost:" + port + "/page.html"))
                .build();
        return http().send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }

    @Test
    void takesTlsAndPlainConnections() throws Exception {
        int port = start(false);

        assertThat(login("wss", port)).contains("\"ACK\"");
        assertThat(page("https", port)).isEqualTo(200);
        assertThat(login("ws", port)).contains("\"ACK\"");
        assertThat(page("http", port)).isEqualTo(200);
    }

    @Test
    void takesNothingButTlsWhereThatIsRequired() throws Exception {
        int port = start(true);

        assertThat(login("wss", port)).contains("\"ACK\"");
        assertThatThrownBy(() -> page("http", port)).isInstanceOf(IOException.class);
    }
}
