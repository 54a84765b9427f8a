package io.confab.gateway.websocket;

import static io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker.MAX_WINDOW_SIZE;

import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.netty.handler.codec.http.websocketx.WebSocketServerProtocolConfig;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionFilter;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketExtensionFilterProvider;
import io.netty.handler.codec.http.websocketx.extensions.WebSocketServerExtensionHandler;
import io.netty.handler.codec.http.websocketx.extensions.compression.PerMessageDeflateServerExtensionHandshaker;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Lets WebSocket clients in (RFC 6455), on a port of its own, on the server's, or on both, and serves the files of a web
 * client beside them. Thread-safe; one instance serves one server.
 */
public final class WebSocketGateway implements Gateway {

    /** JSON objects in text messages. */
    static final String JSON = "confab.v1.json";

    /** Native frames in binary messages. */
    static final String BINARY = "confab.v1.binary";

    /** What it is called, {@code websocket}. */
    public static final String NAME = "websocket";

    private static final String SUBPROTOCOLS = JSON + "," + BINARY;

    /** A request is a line and some headers; cookies of other applications on the same host may be many. */
    private static final int MAX_HEADER_BYTES = 16 * 1024;

    /** How much a connection may send before it has logged in: the files of a web client, asked for with many cookies. */
    private static final int FIRST_BYTES = 256 * 1024;

    /** Nothing that is served here is asked for with a body. */
    private static final int MAX_BODY_BYTES = 1024;

    /** Of what Netty would compress, which is nothing. */
    private static final int COMPRESSION_LEVEL = 6;

    private static final int MEMORY_LEVEL = 8;

    /** How long a client that was sent a close frame may take to answer it, in milliseconds. */
    private static final long CLOSE_MILLIS = 1000;

    // What goes out is compressed by JsonFormat, once for all; Netty's encoder would do so for each connection, and
    // keep
    // a window of each for it.
    private static final WebSocketExtensionFilterProvider ONLY_WHAT_COMES_IN = new WebSocketExtensionFilterProvider() {
        @Override
        public WebSocketExtensionFilter encoderFilter() {
            return WebSocketExtensionFilter.ALWAYS_SKIP;
        }

        @Override
        public WebSocketExtensionFilter decoderFilter() {
            return WebSocketExtensionFilter.NEVER_SKIP;
        }
    };

    private final WebSocketGatewayBuilder configured;
    private final Origins origins;
    private final Bearer bearer;
    private final int maxMessageBytes;

    WebSocketGateway(WebSocketGatewayBuilder configured) {
        this.configured = configured;
        this.origins = new Origins(configured.origins);
        this.bearer = new Bearer(configured.cookie);
        // A character takes up to six in JSON, as \\u0000; and there are the names of the fields.
        this.maxMessageBytes = 6 * configured.maxFrameBytes + 1024;
    }

    /** Begins to configure one. */
    public static WebSocketGatewayBuilder builder() {
        return new WebSocketGatewayBuilder();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalInt port() {
        return configured.port;
    }

    @Override
    public boolean acceptsTls() {
        return true;
    }

    @Override
    public Optional<String> host() {
        return Optional.ofNullable(configured.host);
    }

    /** The first letter of {@code GET} and of {@code HEAD}: whatever else HTTP has, nobody is served here with. */
    @Override
    public boolean claims(int firstByte) {
        return configured.shared && (firstByte == 'G' || firstByte == 'H');
    }

    @Override
    public void initialize(ChannelPipeline pipeline, CommandHandlers commands) {
        commands.expectLogin(pipeline);
        initialize(pipeline, maxMessageBytes, new UpgradeHandler(commands, configured.maxFrameBytes));
    }

    /** @param upgrade told of the handshake, and to put the rest of the pipeline together then */
    void initialize(ChannelPipeline pipeline, int messageBytes, ChannelHandler upgrade) {
        WebSocketServerProtocolConfig config = WebSocketServerProtocolConfig.newBuilder()
                .websocketPath(configured.path)
                .subprotocols(SUBPROTOCOLS)
                .forceCloseTimeoutMillis(CLOSE_MILLIS)
                .sendCloseFrame(WebSocketCloseStatus.POLICY_VIOLATION) // where nobody says a better word before
                .decoderConfig(WebSocketDecoderConfig.newBuilder()
                        .allowExtensions(true)
                        .maxFramePayloadLength(messageBytes)
                        .closeOnProtocolViolation(false) // StrictProtocolHandler does
                        .build())
                .build();
        pipeline.addLast(Portions.NAME, new Portions())
                .addLast(FirstBytes.NAME, new FirstBytes(FIRST_BYTES))
                .addLast(
                        "http",
                        new HttpServerCodec(new HttpDecoderConfig()
                                .setMaxInitialLineLength(MAX_HEADER_BYTES / 2)
                                .setMaxHeaderSize(MAX_HEADER_BYTES)))
                .addLast("http-aggregator", new HttpObjectAggregator(MAX_BODY_BYTES))
                .addLast("web", new WebFileHandler(configured.path, origins, bearer, configured.files))
                .addLast("aggregator", aggregator(messageBytes))
                .addLast("extensions", new WebSocketServerExtensionHandler(deflate(messageBytes)))
                .addLast("websocket", new StrictProtocolHandler(config))
                .addLast("upgrade", upgrade);
    }

    /** Stands in front of the decompression, which fails where a first fragment is too short to give anything. */
    private static WebSocketFrameAggregator aggregator(int messageBytes) {
        return new WebSocketFrameAggregator(messageBytes) {
            @Override
            protected void aggregate(WebSocketFrame message, ContinuationWebSocketFrame fragment) {
                StrictProtocolHandler.checkBits(fragment); // those of the first are the message's
            }
        };
    }

    private static PerMessageDeflateServerExtensionHandshaker deflate(int messageBytes) {
        return new PerMessageDeflateServerExtensionHandshaker(
                COMPRESSION_LEVEL,
                false, // what JsonFormat writes takes the full window
                MAX_WINDOW_SIZE,
                true,
                false,
                MAX_WINDOW_SIZE,
                MEMORY_LEVEL,
                ONLY_WHAT_COMES_IN,
                messageBytes);
    }
}
