package io.confab.gateway.websocket;

import io.confab.api.LoggedMessage;
import io.confab.codec.JsonFrames;
import io.confab.codec.WireFormat;
import io.netty.buffer.ByteBuf;

/**
 * A WebSocket message a text, whole with its header, so that many of them go out as one slice of a session's tail. Clients
 * that take compressed messages have a format of their own: those are compressed once for all of them, too.
 */
final class JsonFormat implements WireFormat {

    static final JsonFormat PLAIN = new JsonFormat("json", false);

    static final JsonFormat DEFLATED = new JsonFormat("json-deflate", true);

    private final String name;
    private final boolean deflates;

    private JsonFormat(String name, boolean deflates) {
        this.name = name;
        this.deflates = deflates;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public boolean hasPing() {
        return true;
    }

    @Override
    public void encode(LoggedMessage message, int requestId, boolean replay, ByteBuf out) {
        ByteBuf json = out.alloc().heapBuffer(256 + message.data().length);
        try {
            JsonFrames.toJson(message, requestId, replay, json);
            TextMessage.write(json, deflates, out);
        } finally {
            json.release();
        }
    }
}
