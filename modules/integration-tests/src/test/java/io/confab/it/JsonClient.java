package io.confab.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler.ClientHandshakeStateEvent;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketClientCompressionHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A WebSocket client that speaks JSON, remembers what was said in both directions, and reads only when it wants to. */
final class JsonClient implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_MESSAGE_BYTES = 1 << 20;

    private final List<String> sent = new CopyOnWriteArrayList<>();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> unread = new LinkedBlockingQueue<>();
    private final Channel channel;
    private int requests;

    private JsonClient(Channel channel) {
        this.channel = channel;
    }

    /** @param deflates whether to ask for compression */
    static JsonClient connect(EventLoopGroup group, InetSocketAddress server, boolean deflates) throws Exception {
        CompletableFuture<Void> shaken = new CompletableFuture<>();
        Listener listener = new Listener(shaken);
        Channel channel = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.SO_RCVBUF, 32 * 1024)
                .handler(initializer(server, deflates, listener))
                .connect(server)
                .sync()
                .channel();
        JsonClient client = new JsonClient(channel);
        listener.client.complete(client);
        shaken.get(30, SECONDS);
        return client;
    }

    private static ChannelInitializer<Channel> initializer(
            InetSocketAddress server, boolean deflates, Listener listener) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel made) {
                URI uri = URI.create("ws://127.0.0.1:" + server.getPort() + "/ws");
                made.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(8192));
                if (deflates) {
                    made.pipeline().addLast(new WebSocketClientCompressionHandler(MAX_MESSAGE_BYTES));
                }
                made.pipeline()
                        .addLast(new WebSocketClientProtocolHandler(
                                uri,
                                WebSocketVersion.V13,
                                "confab.v1.json",
                                true,
                                new DefaultHttpHeaders(),
                                MAX_MESSAGE_BYTES))
                        .addLast(listener);
            }
        };
    }

    /** All that was sent, in order. */
    List<String> sent() {
        return sent;
    }

    /** All that came, in order. */
    List<String> received() {
        return received;
    }

    void say(String json) {
        sent.add(json);
        channel.writeAndFlush(new TextWebSocketFrame(json)).syncUninterruptibly();
    }

    /**
     * Sends a command and waits for its reply.
     *
     * @param fields more fields of it, such as {@code "session":"lab"}; or nothing
     */
    JsonNode ask(String type, String fields) throws Exception {
        int requestId = ++requests;
        say("{\"type\":\"" + type + "\",\"requestId\":" + requestId + (fields.isEmpty() ? "" : "," + fields) + "}");
        JsonNode reply = next();
        while (!isReply(reply) || reply.path("requestId").intValue() != requestId) {
            reply = next();
        }
        return reply;
    }

    /** Checks that a reply is an ACK, and gives it back. */
    static JsonNode ack(JsonNode reply) {
        assertThat(reply.path("type").textValue()).as("%s", reply).isEqualTo("ACK");
        return reply;
    }

    /** Checks that a reply is a NAK of a code. */
    static void nak(JsonNode reply, String code) {
        assertThat(reply.path("data").path("code").textValue()).as("%s", reply).isEqualTo(code);
    }

    private static boolean isReply(JsonNode message) {
        String type = message.path("type").textValue();
        return "ACK".equals(type) || "NAK".equals(type);
    }

    /** Waits for the next message of a type; earlier ones that were not waited for are passed over. */
    JsonNode nextOf(String type) throws Exception {
        JsonNode next = next();
        while (!type.equals(next.path("type").textValue())) {
            next = next();
        }
        return next;
    }

    /** Waits for an event of a name. */
    JsonNode nextEvent(String event) throws Exception {
        JsonNode next = nextOf("EVENT");
        while (!event.equals(next.path("data").path("event").textValue())) {
            next = nextOf("EVENT");
        }
        return next;
    }

    /** Waits until so many texts have come since the beginning, and gives what was said in them. */
    List<String> awaitTexts(int expected) throws Exception {
        List<String> said = new ArrayList<>();
        await().atMost(30, SECONDS)
                .until(() -> received.stream().filter(JsonClient::isText).count() >= expected);
        for (String message : received) {
            if (isText(message)) {
                said.add(JSON.readTree(message).path("data").textValue());
            }
        }
        return said;
    }

    private static boolean isText(String message) {
        return message.startsWith("{\"type\":\"TEXT\"");
    }

    private JsonNode next() throws InterruptedException, JsonProcessingException {
        String next = unread.poll(30, SECONDS);
        if (next == null) {
            throw new IllegalStateException("nothing came behind " + received);
        }
        return JSON.readTree(next);
    }

    /** Whether to read what comes. */
    void reads(boolean on) {
        channel.config().setAutoRead(on);
    }

    /** Completes when the connection is no more. */
    void awaitClose() {
        if (!channel.closeFuture().awaitUninterruptibly(30, SECONDS)) {
            throw new IllegalStateException("still open behind " + received);
        }
    }

    @Override
    public void close() {
        channel.close().syncUninterruptibly();
    }

    /** Of one client, on its event loop. */
    private static final class Listener extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private final CompletableFuture<JsonClient> client = new CompletableFuture<>();
        private final CompletableFuture<Void> shaken;

        Listener(CompletableFuture<Void> shaken) {
            this.shaken = shaken;
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                shaken.complete(null);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
            String text = frame.text();
            // The server says nothing before it is asked, and is asked by the client that is there then.
            client.thenAccept(there -> {
                there.received.add(text);
                there.unread.add(text);
            });
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            shaken.completeExceptionally(cause);
            ctx.close();
        }
    }
}
