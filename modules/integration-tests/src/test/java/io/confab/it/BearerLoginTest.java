package io.confab.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.confab.api.Authenticator;
import io.confab.gateway.websocket.WebSocketGateway;
import io.confab.server.ConfabServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Users of an application that logs them in itself, over WebSocket. */
class BearerLoginTest {

    private static final String LOGIN =
            "{\"type\":\"LOGIN\",\"requestId\":1,\"source\":\"jill\",\"data\":{\"mechanism\":\"bearer\"}}";
    private static final String ADMITTED = "{\"type\":\"ACK\",\"requestId\":1,\"data\":{\"role\":\"member\"}}";

    private ConfabServer server;

    /** Knows jill by one token, and nobody by a password. */
    private static final class Application implements Authenticator {
        @Override
        public CompletionStage<Boolean> authenticate(String account, byte[] password) {
            return CompletableFuture.completedFuture(false);
        }

        @Override
        public CompletionStage<Boolean> authenticateBearer(String account, String token) {
            return CompletableFuture.completedFuture(account.equals("jill") && token.equals("t0ken"));
        }
    }

    @BeforeEach
    void startServer() {
        server = ConfabServer.builder()
                .port(0)
                .authenticator(new Application())
                .gateway(WebSocketGateway.builder().cookie("sid").build())
                .start()
                .join();
    }

    @AfterEach
    void stopServer() {
        server.close(Duration.ZERO).join();
    }

    @Test
    void theTokenThatOpenedTheConnectionLogsIn() throws Exception {
        assertThat(answer(LOGIN, "Authorization", "Bearer t0ken")).isEqualTo(ADMITTED);
    }

    @Test
    void soDoesACookie() throws Exception {
        assertThat(answer(LOGIN, "Cookie", "theme=dark; sid=t0ken")).isEqualTo(ADMITTED);
    }

    @Test
    void soDoesOneInTheLoginItself() throws Exception {
        String login = LOGIN.replace("\"bearer\"", "\"bearer\",\"token\":\"t0ken\"");
        assertThat(answer(login, "Cookie", "sid=another")).isEqualTo(ADMITTED);
    }

    @Test
    void anotherTokenNoneAndThatOfAnotherAccountAreRefusedAlike() throws Exception {
        assertThat(answer(LOGIN, "Authorization", "Bearer t0ken2")).contains("BAD_CREDENTIALS");
        assertThat(answer(LOGIN, "Cookie", "other=t0ken")).contains("BAD_CREDENTIALS");
        assertThat(answer(LOGIN.replace("jill", "jack"), "Cookie", "sid=t0ken")).contains("BAD_CREDENTIALS");
    }

    @Test
    void aCookieDoesNotLogInWhereEveryPageMayConnect() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WebSocketGateway.builder()
                        .origins(List.of("*"))
                        .cookie("sid")
                        .build())
                .withMessage("cookie: sid (expected: none where pages of every origin may connect)");
    }

    /** The first thing that is said to somebody who connects with a header and logs in. */
    private String answer(String login, String header, String value) throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        URI address = URI.create("ws://127.0.0.1:" + server.address().getPort() + "/ws");
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .header(header, value)
                .subprotocols("confab.v1.json")
                .buildAsync(address, new WebSocket.Listener() {
                    @Override
                    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        heard.add(data.toString());
                        from.request(1);
                        return null;
                    }
                })
                .join();
        socket.sendText(login, true).join();
        try {
            return String.valueOf(heard.poll(30, TimeUnit.SECONDS));
        } finally {
            socket.abort();
        }
    }
}
