package io.confab.benchmarks;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a server is spoken to in. */
enum Protocol {
    /** Native frames. */
    NATIVE(Payload.MIN_BYTES),

    /** {@code confab.v1.json}: JSON objects in text messages of a WebSocket. */
    JSON(TextPayload.MIN_BYTES),

    /** {@code confab.v1.binary}: native frames in binary messages of a WebSocket. */
    BINARY(Payload.MIN_BYTES),

    /** Another server, {@code modules/benchmarks/peers/socketio}: Socket.IO's packets in text messages of a WebSocket. */
    SOCKETIO(TextPayload.MIN_BYTES);

    private static final String PATH = "/ws";
    private static final String SOCKETIO_PATH = "/socket.io/?EIO=4&transport=websocket";

    private final int minPayload;

    Protocol(int minPayload) {
        this.minPayload = minPayload;
    }

    /** @throws IllegalArgumentException with what was expected */
    static Protocol named(String option, String name) {
        for (Protocol protocol : values()) {
            if (protocol.option().equals(name)) {
                return protocol;
            }
        }
        throw new IllegalArgumentException(option + ": " + name + " (expected: "
                + Arrays.stream(values()).map(Protocol::option).collect(Collectors.joining(", ")) + ")");
    }

    /** What it is called in arguments and results. */
    String option() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The fewest bytes of a text. */
    int minPayload() {
        return minPayload;
    }

    /** One for a connection of its own. */
    Dialect dialect(LoadMember member) {
        return switch (this) {
            case NATIVE -> new NativeDialect(member, new FrameCarrier());
            case BINARY ->
                new NativeDialect(member, WebSocketCarrier.ofFrames(PATH, "Sec-WebSocket-Protocol: confab.v1.binary"));
            case JSON ->
                new JsonDialect(member, WebSocketCarrier.ofTexts(PATH, "Sec-WebSocket-Protocol: confab.v1.json"));
            case SOCKETIO -> new SocketIoDialect(member, WebSocketCarrier.ofTexts(SOCKETIO_PATH));
        };
    }
}
