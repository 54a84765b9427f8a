/**
 * Confab over WebSocket: {@code docs/WEBSOCKET.md} is the contract. Start with {@link
 * io.confab.gateway.websocket.WebSocketGateway}. A connection begins as HTTP; what follows the handshake depends on the
 * subprotocol:
 *
 * <pre>
 *  HttpServerCodec, HttpObjectAggregator
 *    WebFileHandler          files of the web client; lets handshakes pass that come from where they may
 *    WebSocketFrameAggregator
 *    (permessage-deflate)    only for what comes in: what goes out is compressed once for everybody, by JsonFormat
 *    StrictProtocolHandler   pings, closing, and what is answered to whoever breaks the rules
 *    UpgradeHandler          puts the rest together, and goes
 *      confab.v1.json:    JsonFrameHandler --&gt; MessageCodec --&gt; command handlers, format JsonFormat
 *      confab.v1.binary:  BinaryFrameHandler --&gt; FrameDecoder --&gt; MessageCodec --&gt; command handlers, format NativeFormat
 * </pre>
 */
@NullMarked
package io.confab.gateway.websocket;

import org.jspecify.annotations.NullMarked;
