package io.confab.gateway.websocket;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.server.ConfabServer;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpClientCodec;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketClientProtocolHandler;
import io.netty.handler.codec.http.websocketx.WebSocketVersion;
import io.netty.handler.codec.http.websocketx.extensions.compression.WebSocketClientCompressionHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that agree on compression, and others, in one session. */
class CompressionTest {

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final ConfabServer server = ConfabServer.builder()
            .port(0)
            .openAccounts()
            .gateway(WebSocketGateway.builder().build())
            .start()
            .join();

    @AfterEach
    void stop() {
        server.close(Duration.ZERO).join();
        group.shutdownGracefully(0, 1, SECONDS).syncUninterruptibly();
    }

    @Test
    void talkWithOneAnother() throws Exception {
        Client ann = new Client(true);
        Client bob = new Client(false);
        ann.logIn("ann", "CREATE");
        bob.logIn("bob", "JOIN");
        String text = "Something long enough to be worth it. ".repeat(200);

        for (int i = 0; i < 3; i++) {
            ann.say("{\"type\":\"TEXT\",\"session\":\"lab\",\"data\":\"" + text + i + "\"}");
            assertThat(bob.nextOf("TEXT")).contains(text + i);
            bob.say("{\"type\":\"TEXT\",\"session\":\"lab\",\"data\":\"" + text + i + " too\"}");
            assertThat(ann.nextOf("TEXT")).contains(text + i + " too");
            bob.say("{\"type\":\"TEXT\",\"session\":\"lab\",\"data\":\"short\"}");
            assertThat(ann.nextOf("TEXT")).contains("\"data\":\"short\"");
        }
        assertThat(server.sessions().encodings()).containsEntry("json", 9L).containsEntry("json-deflate", 9L);
    }

    private final class Client extends SimpleChannelInboundHandler<TextWebSocketFrame> {

        private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
        private final BlockingQueue<Boolean> ready = new LinkedBlockingQueue<>();
        private final Channel channel;

        Client(boolean compresses) {
            InetSocketAddress address = server.address();
            URI uri = URI.create("ws://127.0.0.1:" + address.getPort() + "/ws");
            Client self = this;
            channel = new Bootstrap()
                    .group(group)
                    .channel(NioSocketChannel.class)
                    .handler(new ChannelInitializer<>() {
                        @Override
                        protected void initChannel(Channel made) {
                            made.pipeline().addLast(new HttpClientCodec(), new HttpObjectAggregator(8192));
                            if (compresses) {
                                made.pipeline().addLast(new WebSocketClientCompressionHandler(1 << 20));
                            }
                            made.pipeline()
                                    .addLast(
                                            new WebSocketClientProtocolHandler(
                                                    uri,
                                                    WebSocketVersion.V13,
                                                    "confab.v1.json",
                                                    true,
                                                    new DefaultHttpHeaders(),
                                                    1 << 20),
                                            self);
                        }
                    })
                    .connect(address)
                    .syncUninterruptibly()
                    .channel();
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
            if (event == WebSocketClientProtocolHandler.ClientHandshakeStateEvent.HANDSHAKE_COMPLETE) {
                ready.add(true);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, TextWebSocketFrame frame) {
            texts.add(frame.text());
        }

        void logIn(String account, String command) throws InterruptedException {
            assertThat(ready.poll(30, SECONDS)).isTrue();
            say("{\"type\":\"LOGIN\",\"requestId\":1,\"source\":\"" + account + "\",\"data\":\"x\"}");
            say("{\"type\":\"" + command + "\",\"requestId\":2,\"session\":\"lab\"}");
            assertThat(nextOf("ACK")).contains("\"requestId\":1");
            assertThat(nextOf("ACK")).contains("\"requestId\":2");
        }

        void say(String json) {
            channel.writeAndFlush(new TextWebSocketFrame(json)).syncUninterruptibly();
        }

        String nextOf(String type) throws InterruptedException {
            String next = String.valueOf(texts.poll(30, SECONDS));
            while (!next.contains("\"type\":\"" + type + "\"") && !next.equals("null")) {
                next = String.valueOf(texts.poll(30, SECONDS));
            }
            return next;
        }
    }
}
