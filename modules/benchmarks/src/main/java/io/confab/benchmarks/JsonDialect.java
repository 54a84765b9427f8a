package io.confab.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import java.nio.charset.StandardCharsets;

/**
 * JSON objects. Texts are not parsed where they look as the server writes them, with their data last; whatever does not is, and
 * counts the same.
 *
 * <pre>
 *  {"type":"TEXT", … ,"data":"payload"}
 * </pre>
 */
final class JsonDialect extends Dialect {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final long TYPE = asLong("{\"type\":");
    private static final long TEXT = asLong("\"TEXT\",\"");
    private static final long DATA = asLong("\"data\":\"");
    private static final int END = '"' << 8 | '}';

    JsonDialect(LoadMember member, Carrier carrier) {
        super(member, carrier, beforePayload(member), utf8("\"}"));
    }

    private static byte[] beforePayload(LoadMember member) {
        return utf8("{\"type\":\"TEXT\"," + (member.scenario().acked() ? "\"requestId\":" + TEXT_REQUEST + "," : "")
                + "\"session\":\"" + member.session() + "\",\"data\":\"");
    }

    private static long asLong(String ascii) {
        return Unpooled.wrappedBuffer(utf8(ascii)).getLong(0);
    }

    @Override
    void open(ChannelHandlerContext ctx) {
        send(
                ctx,
                utf8("{\"type\":\"LOGIN\",\"requestId\":" + LOGIN_REQUEST + ",\"source\":\"" + member.account()
                        + "\",\"data\":\"" + PASSWORD + "\"}"));
    }

    @Override
    void writePayload(ByteBuf out, int publisher, int number, long nanoTime) {
        TextPayload.write(out, publisher, number, nanoTime, payload);
    }

    @Override
    public void received(ChannelHandlerContext ctx, ByteBuf in, int at, int end) {
        int data = end - 2 - payload;
        if (data - 16 >= at + 16
                && in.getLong(at) == TYPE
                && in.getLong(at + 8) == TEXT
                && in.getLong(data - 8) == DATA
                && in.getUnsignedShort(end - 2) == END) {
            text(in, data, payload);
        } else {
            parse(ctx, in.toString(at, end - at, StandardCharsets.UTF_8));
        }
    }

    private void text(ByteBuf in, int at, int bytes) {
        if (bytes < TextPayload.MIN_BYTES || !TextPayload.isIntact(in, at, bytes, payload)) {
            member.receivedCorrupt();
        } else {
            member.received(TextPayload.publisher(in, at), TextPayload.number(in, at), TextPayload.nanoTime(in, at));
        }
    }

    private void parse(ChannelHandlerContext ctx, String message) {
        JsonNode json;
        try {
            json = JSON.readTree(message);
        } catch (JsonProcessingException e) {
            throw new DecoderException("message: " + message + " (expected: JSON)", e);
        }
        int requestId = json.path("requestId").asInt();
        switch (json.path("type").asText()) {
            case "TEXT" -> {
                byte[] data = utf8(json.path("data").asText());
                text(Unpooled.wrappedBuffer(data), 0, data.length);
            }
            case "ACK" -> acknowledged(ctx, requestId);
            case "NAK" -> member.refused(json.path("data").toString());
            case "PING" -> send(ctx, utf8("{\"type\":\"ACK\",\"requestId\":" + requestId + "}"));
            default -> {} // events are for people
        }
    }

    private void acknowledged(ChannelHandlerContext ctx, int requestId) {
        switch (requestId) {
            case LOGIN_REQUEST ->
                send(
                        ctx,
                        utf8("{\"type\":\"" + (member.creates() ? "CREATE" : "JOIN") + "\",\"requestId\":"
                                + JOIN_REQUEST + ",\"session\":\"" + member.session() + "\"}"));
            case JOIN_REQUEST -> member.hasJoined();
            default -> member.acknowledged();
        }
    }
}
