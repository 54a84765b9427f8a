package io.confab.codec;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Frames as JSON objects, field by field, for clients that would rather not speak bytes: {@code docs/WEBSOCKET.md} has
 * the table. Every message has this form, those of plug-ins too, because it is the frame's and not the message's.
 * Thread-safe, without state.
 */
public final class JsonFrames {

    private static final String TYPE = "type";
    private static final String REQUEST_ID = "requestId";
    private static final String SOURCE = "source";
    private static final String SESSION = "session";
    private static final String SEQUENCE = "sequence";
    private static final String TIMESTAMP = "timestamp";
    private static final String MESSAGE_ID = "messageId";
    private static final String REPLAY = "replay";
    private static final String DATA = "data";
    private static final String BASE64 = "base64";

    private static final long MAX_REQUEST_ID = 0xFFFF_FFFFL;

    /** The most characters of a wrong value that an answer quotes. */
    private static final int MAX_SHOWN = 40;

    private JsonFrames() {}

    /**
     * Writes the frame that a JSON object stands for.
     *
     * @param json what the client sent
     * @param out  borrowed; the frame is appended, without its length, unless there is none
     * @return null, or what there is instead of a frame
     */
    public static @Nullable UndecodableFrame toFrame(String json, ByteBuf out) {
        Fields fields = new Fields();
        try {
            fields.read(json);
            MessageType type = fields.type();
            if (type == null) {
                return new UndecodableFrame(
                        fields.requestId, NakCode.UNSUPPORTED, "type: " + fields.type + " (expected: a known one)");
            }
            fields.write(type, out);
            return null;
        } catch (IOException e) {
            return malformed(fields, Json.refusal(e, "message").getMessage());
        } catch (IllegalArgumentException e) {
            return malformed(fields, e.getMessage());
        }
    }

    private static UndecodableFrame malformed(Fields fields, @Nullable String reason) {
        return MessageDecoder.malformed(fields.requestId, String.valueOf(reason));
    }

    /**
     * Writes frames as JSON.
     *
     * @param frame one whole frame with its length, as {@link MessageCodec} writes them; borrowed, and read to its end
     * @param out   borrowed; the object is appended in UTF-8
     */
    public static void toJson(ByteBuf frame, ByteBuf out) {
        ByteBuf in = frame.readSlice(frame.readInt());
        Frame read = new FrameReader().read(in);
        try (JsonGenerator json = generator(out)) {
            json.writeStartObject();
            json.writeStringField(TYPE, MessageType.nameOf(read.typeCode()));
            writeHead(json, read.requestId(), read.source(), read.session());
            if ((read.flags() & Flags.STAMPED) != 0) {
                writeStamp(json, read.sequence(), read.timestamp());
            }
            writeTail(json, read.messageId(), read.replay(), read.json(), bytes(in));
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes a message that was said as JSON, as {@link WireFormat#encode} does.
     *
     * @param out borrowed; the object is appended in UTF-8
     */
    public static void toJson(LoggedMessage message, int requestId, boolean replay, ByteBuf out) {
        try (JsonGenerator json = generator(out)) {
            json.writeStartObject();
            json.writeStringField(TYPE, MessageType.TEXT.name());
            writeHead(json, requestId, message.source(), message.session());
            writeStamp(json, message.sequence(), message.timestamp());
            writeTail(json, message.messageId(), replay, message.json(), message.data());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("resource") // closed with the generator, and holds nothing
    private static JsonGenerator generator(ByteBuf out) throws IOException {
        return Json.factory().createGenerator((OutputStream) new ByteBufOutputStream(out), JsonEncoding.UTF8);
    }

    private static void writeHead(JsonGenerator json, int requestId, String source, String session) throws IOException {
        if (requestId != 0) {
            json.writeNumberField(REQUEST_ID, Integer.toUnsignedLong(requestId));
        }
        if (!source.isEmpty()) {
            json.writeStringField(SOURCE, source);
        }
        if (!session.isEmpty()) {
            json.writeStringField(SESSION, session);
        }
    }

    private static void writeStamp(JsonGenerator json, long sequence, long timestamp) throws IOException {
        json.writeNumberField(SEQUENCE, sequence);
        json.writeNumberField(TIMESTAMP, timestamp);
    }

    private static void writeTail(
            JsonGenerator json, @Nullable UUID messageId, boolean replay, boolean isJson, byte[] data)
            throws IOException {
        if (messageId != null) {
            json.writeStringField(MESSAGE_ID, messageId.toString());
        }
        if (replay) {
            json.writeBooleanField(REPLAY, true);
        }
        if (data.length == 0) {
            return;
        }
        String text;
        try {
            text = Utf8.decode(data, DATA);
        } catch (IllegalArgumentException e) {
            json.writeBinaryField(BASE64, data);
            return;
        }
        if (isJson) {
            json.writeFieldName(DATA);
            json.writeRawValue(text); // an object, or it would not have come so far
        } else {
            json.writeStringField(DATA, text);
        }
    }

    private static byte[] bytes(ByteBuf in) {
        byte[] bytes = new byte[in.readableBytes()];
        in.readBytes(bytes);
        return bytes;
    }

    /** What the JSON of one frame has, in whatever order. */
    private static final class Fields {

        private @Nullable String type;
        private int requestId;
        private String source = "";
        private String session = "";
        private @Nullable Long sequence;
        private @Nullable Long timestamp;
        private @Nullable UUID messageId;
        private boolean replay;
        private byte @Nullable [] data;
        private boolean json;

        /** @throws IllegalArgumentException if it is no object, or a field is not what it has to be */
        void read(String text) throws IOException {
            try (JsonParser parser = Json.factory().createParser(text)) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    throw new IllegalArgumentException("message: no JSON object (expected: one)");
                }
                while (parser.nextToken() == JsonToken.FIELD_NAME) {
                    String name = parser.currentName();
                    parser.nextToken();
                    readField(name, parser, text);
                }
                if (parser.nextToken() != null) {
                    throw new IllegalArgumentException(
                            "message: more than a JSON object (expected: nothing behind it)");
                }
            }
        }

        private void readField(String name, JsonParser parser, String text) throws IOException {
            switch (name) {
                case TYPE -> type = string(name, parser);
                case REQUEST_ID -> requestId = (int) number(name, parser, MAX_REQUEST_ID);
                case SOURCE -> source = string(name, parser);
                case SESSION -> session = string(name, parser);
                case SEQUENCE -> sequence = number(name, parser, Long.MAX_VALUE);
                case TIMESTAMP -> timestamp = number(name, parser, Long.MAX_VALUE);
                case MESSAGE_ID -> messageId = uuid(string(name, parser));
                case REPLAY -> replay = bool(name, parser);
                case DATA -> readData(parser, text);
                case BASE64 -> {
                    requireNoData();
                    requireString(name, parser);
                    data = binary(name, parser);
                }
                default -> parser.skipChildren();
            }
        }

        private void readData(JsonParser parser, String text) throws IOException {
            requireNoData();
            if (parser.currentToken() == JsonToken.START_OBJECT) {
                int start = (int) parser.currentTokenLocation().getCharOffset();
                parser.skipChildren();
                int end = (int) parser.currentLocation().getCharOffset();
                data = text.substring(start, end).getBytes(StandardCharsets.UTF_8);
                json = true;
            } else {
                data = string(DATA, parser).getBytes(StandardCharsets.UTF_8);
            }
        }

        private static byte[] binary(String name, JsonParser parser) throws IOException {
            try {
                return parser.getBinaryValue();
            } catch (JsonParseException e) {
                throw refusal(name, "something else", "base64");
            }
        }

        private void requireNoData() {
            if (data != null) {
                throw new IllegalArgumentException("data: twice (expected: data or base64)");
            }
        }

        private static String string(String name, JsonParser parser) throws IOException {
            requireString(name, parser);
            return parser.getText();
        }

        private static void requireString(String name, JsonParser parser) {
            if (parser.currentToken() != JsonToken.VALUE_STRING) {
                throw refusal(name, kind(parser), name.equals(DATA) ? "a string or an object" : "a string");
            }
        }

        private static boolean bool(String name, JsonParser parser) throws IOException {
            if (!parser.currentToken().isBoolean()) {
                throw refusal(name, kind(parser), "true or false");
            }
            return parser.getBooleanValue();
        }

        private static long number(String name, JsonParser parser, long most) throws IOException {
            boolean whole = parser.currentToken() == JsonToken.VALUE_NUMBER_INT
                    && parser.getNumberType() != JsonParser.NumberType.BIG_INTEGER;
            if (!whole || parser.getLongValue() < 0 || parser.getLongValue() > most) {
                boolean number = parser.currentToken().isNumeric() && parser.getTextLength() <= MAX_SHOWN;
                throw refusal(name, number ? parser.getText() : kind(parser), "a whole number from 0 to " + most);
            }
            return parser.getLongValue();
        }

        // The kind and not the value, which may be a password at the wrong place.
        private static String kind(JsonParser parser) {
            return switch (parser.currentToken()) {
                case START_OBJECT -> "an object";
                case START_ARRAY -> "an array";
                case VALUE_STRING -> "a string";
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
                case VALUE_TRUE, VALUE_FALSE -> "true or false";
                default -> "null";
            };
        }

        private static IllegalArgumentException refusal(String name, String seen, String expected) {
            return new IllegalArgumentException(name + ": " + seen + " (expected: " + expected + ")");
        }

        // The usual form only: Java's own reading is more lenient than anybody's writing.
        private static UUID uuid(String text) {
            try {
                UUID uuid = UUID.fromString(text);
                if (uuid.toString().equalsIgnoreCase(text)) {
                    return uuid;
                }
            } catch (IllegalArgumentException e) {
                // said below
            }
            String seen = text.length() <= MAX_SHOWN ? text : text.length() + " characters";
            throw refusal(MESSAGE_ID, seen, "a UUID, 8-4-4-4-12 hexadecimal digits");
        }

        /** @return null if it is not known */
        @Nullable
        MessageType type() {
            if (type == null) {
                throw new IllegalArgumentException("type: none (expected: one)");
            }
            return MessageType.named(type);
        }

        void write(MessageType known, ByteBuf out) {
            if ((sequence == null) != (timestamp == null)) {
                throw new IllegalArgumentException("sequence: without timestamp, or the other way (expected: both)");
            }
            int flags = (sequence == null ? 0 : Flags.STAMPED)
                    | (messageId == null ? 0 : Flags.IDENTIFIED)
                    | (json ? Flags.JSON : 0)
                    | (replay ? Flags.REPLAY : 0);
            int start = out.writerIndex();
            try {
                FrameWriter.writeFields(out, known, flags, requestId, source, session);
            } catch (IllegalArgumentException e) {
                out.writerIndex(start);
                throw e;
            }
            if (sequence != null && timestamp != null) {
                FrameWriter.writeStamp(out, sequence, timestamp);
            }
            FrameWriter.writeMessageId(out, messageId);
            if (data != null) {
                out.writeBytes(data);
            }
        }
    }
}
