package io.confab.codec;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.InputCoercionException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The JSON that frames carry: one object, read into a record. Unknown keys are passed over, so that either side may
 * be older than the other; a known key of the wrong type is not, nor is a key twice. Thread-safe.
 */
final class Json {

    /** Deeper than anything the protocol has, and far from the depth at which a parser runs out of stack. */
    private static final int MAX_DEPTH = 32;

    // Keys come from the peer: a table of those seen before would be the peer's to fill.
    private static final ObjectMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    // A character takes no more bytes in JSON than outside of it.
                    .enable(JsonWriteFeature.COMBINE_UNICODE_SURROGATES_IN_UTF8)
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
                    .build())
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
            .withCoercionConfig(
                    LogicalType.Textual,
                    config -> config.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .defaultPropertyInclusion(
                    JsonInclude.Value.construct(JsonInclude.Include.NON_NULL, JsonInclude.Include.ALWAYS))
            .build();

    private Json() {}

    /** Reads and writes with the limits that hold for everything that a peer sends. */
    static JsonFactory factory() {
        return MAPPER.getFactory();
    }

    static byte[] write(Record value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("value: " + value.getClass().getName() + " (expected: a record)", e);
        }
    }

    /** @throws IllegalArgumentException if the bytes are no JSON object, or one that does not fit the record */
    static <T extends Record> T read(byte[] utf8, Class<T> type) {
        return read(Utf8.decode(utf8, "data"), type);
    }

    /** @throws IllegalArgumentException if the text is no JSON object, or one that does not fit the record */
    static <T extends Record> T read(String json, Class<T> type) {
        T value;
        try {
            value = MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw refusal(e, "data");
        }
        if (value == null) {
            throw new IllegalArgumentException("data: null (expected: a JSON object)");
        }
        return value;
    }

    /** @throws IllegalArgumentException if the text is not exactly one JSON object */
    static void checkObject(String json) {
        try (JsonParser parser = MAPPER.createParser(json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("data: no JSON object (expected: one)");
            }
            parser.skipChildren();
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new IllegalArgumentException("data: more than a JSON object (expected: nothing behind it)");
            }
        } catch (IOException e) {
            throw refusal(e, "data");
        }
    }

    static void checkNotNegative(@Nullable Long value, String name) {
        if (value != null && value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 0 or more)");
        }
    }

    static void checkPositive(@Nullable Integer value, String name) {
        if (value != null && value < 1) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: 1 or more)");
        }
    }

    // A refusal of one of our own records says best what is wrong; Jackson wraps it. Jackson's own words may quote the
    // data, and with it a password.
    static IllegalArgumentException refusal(IOException e, String name) {
        String reason;
        if (e.getCause() instanceof IllegalArgumentException ours) {
            reason = String.valueOf(ours.getMessage());
        } else if (e instanceof StreamConstraintsException) {
            reason = name + ": too deep, or a key or number too long (expected: at most " + MAX_DEPTH + " levels)";
        } else if (e instanceof JsonMappingException mapping
                && !mapping.getPath().isEmpty()) {
            String key = mapping.getPath().get(0).getFieldName();
            if (e.getCause() instanceof InputCoercionException) {
                reason = key + ": too large a number (expected: a smaller one)";
            } else {
                Class<?> wanted = e instanceof MismatchedInputException mismatch ? mismatch.getTargetType() : null;
                reason = key + ": missing or of a wrong type (expected: " + kind(wanted) + ")";
            }
        } else if (e instanceof JsonProcessingException json
                && json.getOriginalMessage().startsWith("Duplicate field")) {
            reason = name + ": a key twice (expected: each once)";
        } else {
            reason = name + ": no JSON object, or more than one (expected: one)";
        }
        return new IllegalArgumentException(reason, e);
    }

    private static String kind(@Nullable Class<?> wanted) {
        if (wanted == null) {
            return "as the protocol says";
        }
        if (wanted == boolean.class || wanted == Boolean.class) {
            return "true or false";
        }
        if (wanted.isPrimitive() || Number.class.isAssignableFrom(wanted)) {
            return "a whole number";
        }
        return wanted == String.class ? "a string" : "as the protocol says";
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
