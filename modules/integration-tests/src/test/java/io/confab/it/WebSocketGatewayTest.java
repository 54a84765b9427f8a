package io.confab.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.TextEvent;
import io.confab.gateway.websocket.WebFiles;
import io.confab.gateway.websocket.WebSocketGateway;
import io.confab.handlers.limits.Refusals;
import io.confab.server.ConfabServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** WebSocket clients against a server, over real sockets. */
class WebSocketGatewayTest {

    private final HttpClient http = HttpClient.newHttpClient();
    private ConfabServer server;

    @BeforeEach
    void startServer() {
        server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .gateway(WebSocketGateway.builder()
                        .files(WebFiles.of(getClass(), List.of("page.html")))
                        .build())
                .start()
                .join();
    }

    @AfterEach
    void stopServer() {
        server.close(Duration.ZERO).join();
    }

    private String address() {
        return "127.0.0.1:" + server.address().getPort();
    }

    private Page open(@Nullable String subprotocol, String... headers) {
        Page browser = new Page();
        WebSocket.Builder builder = http.newWebSocketBuilder();
        if (subprotocol != null) {
            builder.subprotocols(subprotocol);
        }
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        browser.socket = builder.buildAsync(URI.create("ws://" + address() + "/ws"), browser)
                .join();
        return browser;
    }

    @Test
    void talksJsonWithNativeClients() throws Exception {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        ConfabClient nativeClient = ConfabClient.builder()
                .port(server.address().getPort())
                .listener(new ClientListener() {
                    @Override
                    public void text(TextEvent event) {
                        heard.add(new String(event.message().data(), StandardCharsets.UTF_8));
                    }
                })
                .connect()
                .join();
        nativeClient.login("bob", "x").join();
        Page ann = open("confab.v1.json");
        ann.say("{\"type\":\"LOGIN\",\"requestId\":1,\"source\":\"ann\",\"data\":\"x\"}");
        assertThat(ann.next()).isEqualTo("{\"type\":\"ACK\",\"requestId\":1}");
        ann.say("{\"type\":\"CREATE\",\"requestId\":2,\"session\":\"lab\"}");
        assertThat(ann.next()).isEqualTo("{\"type\":\"ACK\",\"requestId\":2}");
        nativeClient.join("lab").join();

        nativeClient.say("lab", "Grüße \"☕\"").join();
        ann.say("{\"type\":\"TEXT\",\"requestId\":3,\"session\":\"lab\",\"data\":\"h\\u00e9\"}");

        assertThat(ann.nextOf("TEXT"))
                .contains("\"source\":\"bob\",\"session\":\"lab\",\"sequence\":")
                .contains("\"data\":\"Grüße \\\"☕\\\"\"");
        assertThat(ann.nextOf("ACK")).contains("\"requestId\":3,\"sequence\":");
        assertThat(heard.poll(30, SECONDS)).isEqualTo("hé");
        nativeClient.close();
        ann.close();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            [1,2]                                           | no JSON object
            {"type":"JOIN","session":"lab","data":"latest"} | data: plain text (expected: a JSON object)
            """)
    void answersWhatIsNoMessageAndCloses(String message, String reason) throws Exception {
        Page ann = open(null);
        ann.say("{\"type\":\"LOGIN\",\"source\":\"ann\",\"data\":\"x\"}");

        ann.say(message);

        assertThat(ann.next()).contains("\"type\":\"NAK\"", "\"code\":\"MALFORMED\"", reason);
        assertThat(ann.closed.get(30, SECONDS)).isEqualTo(1002);
    }

    @ParameterizedTest
    @ValueSource(strings = {"confab.v1.json", "confab.v1.binary"})
    void takesNoLongFrameBeforeALogin(String subprotocol) throws Exception {
        Page ann = open(subprotocol);
        String tooLong = "x".repeat(4200);

        if (subprotocol.endsWith("json")) {
            ann.say("{\"type\":\"LOGIN\",\"requestId\":1,\"source\":\"ann\",\"data\":\"" + tooLong + "\"}");
            assertThat(ann.next()).contains("MALFORMED", "length: 4211 (expected: at most 4096 before a login)");
        } else {
            byte[] head = {0, 0, 0x10, 0x73, 0x10, 0, 0, 0, 0, 1, 3, 'a', 'n', 'n', 0};
            byte[] frame = Arrays.copyOf(head, head.length + tooLong.length());
            ann.socket.sendBinary(ByteBuffer.wrap(frame), true).join();
        }

        assertThat(ann.closed.get(30, SECONDS)).isEqualTo(1002);
        assertThat(server.refusals().of(Refusals.Reason.FRAME_BEFORE_LOGIN)).isOne();
    }

    @Test
    void takesLongFramesOnceThereWasALogin() throws Exception {
        Page ann = open("confab.v1.json");
        ann.say("{\"type\":\"LOGIN\",\"requestId\":1,\"source\":\"ann\",\"data\":\"x\"}");
        ann.nextOf("ACK");
        ann.say("{\"type\":\"CREATE\",\"requestId\":2,\"session\":\"lab\"}");
        ann.nextOf("ACK");

        ann.say("{\"type\":\"TEXT\",\"requestId\":3,\"data\":\"" + "x".repeat(60_000) + "\"}");

        assertThat(ann.nextOf("ACK")).contains("\"requestId\":3");
        ann.close();
    }

    @Test
    void saysThatItClosesAConnectionThatIsPutOff() throws Exception {
        Page ann = open("confab.v1.json");
        ann.say("{\"type\":\"LOGIN\",\"requestId\":1,\"source\":\"ann\",\"data\":\"x\"}");
        ann.nextOf("ACK");

        assertThat(server.kick("ann", "no reason")).isTrue();

        assertThat(ann.nextOf("EVENT")).contains("kicked");
        assertThat(ann.closed.get(30, SECONDS)).isEqualTo(1008);
    }

    @Test
    void closesBinaryConnectionsOverWhatIsMalformed() throws Exception {
        Page ann = open("confab.v1.binary");
        byte[] tooShort = {0, 0, 0, 1, 0x1F};

        ann.socket.sendBinary(ByteBuffer.wrap(tooShort), true).join();

        assertThat(ann.closed.get(30, SECONDS)).isEqualTo(1002);
    }

    @Test
    void saysThatTheServerCloses() throws Exception {
        Page ann = open("confab.v1.json");
        ann.say("{\"type\":\"LOGIN\",\"requestId\":1,\"source\":\"ann\",\"data\":\"x\"}");
        ann.nextOf("ACK");

        server.close(Duration.ofSeconds(10)).get(30, SECONDS);

        assertThat(ann.nextOf("EVENT")).contains("\"shutdown\"");
        assertThat(ann.closed.get(30, SECONDS)).isEqualTo(1001);
    }

    @Test
    void saysNothingOfARegularEnd() throws Exception {
        Page ann = open("confab.v1.json");

        ann.say("{\"type\":\"LOGIN\",\"source\":\"ann\",\"data\":\"x\"}");
        ann.say("{\"type\":\"LOGOUT\"}");

        assertThat(ann.closed.get(30, SECONDS)).isEqualTo(1000);
    }

    @Test
    void answersAnUnknownTypeAndStays() throws Exception {
        Page ann = open("confab.v1.json");

        ann.say("{\"requestId\":7,\"type\":\"DANCE\"}");

        assertThat(ann.next()).contains("\"requestId\":7", "\"code\":\"UNSUPPORTED\"", "type: DANCE");
        ann.say("{\"type\":\"PING\",\"requestId\":8,\"data\":\"x\"}");
        assertThat(ann.next()).isEqualTo("{\"type\":\"ACK\",\"requestId\":8,\"data\":\"x\"}");
        ann.close();
    }

    @Test
    void carriesNativeFramesInBinaryMessages() throws Exception {
        Page ann = open("confab.v1.binary");
        byte[] ping = {0, 0, 0, 9, 0x1F, 0, 0, 0, 0, 5, 0, 0, 'x'};

        ann.socket.sendBinary(ByteBuffer.wrap(ping), true).join();

        byte[] ack = {0, 0, 0, 9, 0x01, 0, 0, 0, 0, 5, 0, 0, 'x'};
        assertThat(ann.bytes.poll(30, SECONDS)).isEqualTo(ack);
        ann.close();
    }

    @Test
    void letsNoPageOfAnotherOriginIn() {
        assertThatThrownBy(() -> open("confab.v1.json", "Origin", "https://elsewhere.example"))
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(WebSocketHandshakeException.class);

        Page own = open("confab.v1.json", "Origin", "http://" + address());
        own.close();
    }

    @Test
    void servesFilesWithAPolicyAndKnowsThemAgain() throws Exception {
        HttpResponse<String> page = get("/page.html");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("<title>A page</title>");
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'");
        String tag = page.headers().firstValue("etag").orElseThrow();
        assertThat(get("/page.html", "If-None-Match", tag).statusCode()).isEqualTo(304);
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/../pom.xml").statusCode()).isEqualTo(404);
        assertThat(get("/ws").statusCode()).isEqualTo(426);
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://" + address() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** What a page would hear. */
    private static final class Page implements WebSocket.Listener {

        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final BlockingQueue<byte[]> bytes = new LinkedBlockingQueue<>();
        private final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private final StringBuilder part = new StringBuilder();
        private WebSocket socket;

        void say(String text) {
            socket.sendText(text, true).join();
        }

        String next() throws InterruptedException {
            return String.valueOf(texts.poll(30, SECONDS));
        }

        String nextOf(String type) throws InterruptedException {
            String next = next();
            while (!next.contains("\"type\":\"" + type + "\"") && !next.equals("null")) {
                next = next();
            }
            return next;
        }

        void close() {
            socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            part.append(data);
            if (last) {
                texts.add(part.toString());
                part.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            byte[] copy = new byte[data.remaining()];
            data.get(copy);
            bytes.add(copy);
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }
    }
}
