/** WebSocket clients, with JSON or the native frames, and the files of a web client. */
module io.confab.gateway.websocket {
    requires transitive io.confab.handlers;
    requires io.netty.codec.compression;
    requires io.netty.codec.http;
    requires transitive static org.jspecify;

    exports io.confab.gateway.websocket;
}
