package io.confab.standalone;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What goes over the admin socket: one request, one reply, each a line with a JSON object in UTF-8. Keys that are not
 * known are passed over, so that a key may be added within a version.
 *
 * <pre>
 *  → {"version":1,"command":"kick","words":["jill"],"by":"root","reason":"noise"}
 *  ← {"version":1,"lines":["jill: put off the server"]}
 *  ← {"version":1,"error":"account: jill (expected: one that is logged in)"}
 * </pre>
 */
final class AdminMessages {

    static final int VERSION = 1;

    /** No line is longer than this, its end included. */
    static final int MAX_REQUEST_BYTES = 64 * 1024;

    private static final ObjectMapper JSON = JsonMapper.builder()
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    private AdminMessages() {}

    /**
     * What is asked for.
     *
     * @param command the verb
     * @param words   what follows it
     * @param reason  for those concerned; null for none
     * @param seconds for how long; null for ever
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Request(
            int version,
            String command,
            List<String> words,
            @Nullable String reason,
            @Nullable Long seconds) {

        static Request of(String command, List<String> words) {
            return new Request(VERSION, command, words, null, null);
        }
    }

    /**
     * What came of it.
     *
     * @param lines  for people; null where it failed
     * @param status what {@code status} asked for, otherwise null
     * @param error  why it failed, otherwise null
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reply(
            int version,
            @Nullable List<String> lines,
            @Nullable JsonNode status,
            @Nullable String error) {

        static Reply of(List<String> lines) {
            return new Reply(VERSION, lines, null, null);
        }

        static Reply of(ServerStatus status) {
            return new Reply(VERSION, List.of(), JSON.valueToTree(status), null);
        }

        static Reply failure(String error) {
            return new Reply(VERSION, null, null, error);
        }
    }

    /** As one line with its end. */
    static byte[] line(Object message) {
        try {
            return (JSON.writeValueAsString(message) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(message + ": no JSON (expected: a request or a reply)", e);
        }
    }

    /** @throws IOException if it is none, or of another version; says so in one line */
    static Request request(byte[] line) throws IOException {
        JsonNode json = object(line);
        int version = json.path("version").asInt();
        if (version != VERSION) {
            throw new IOException("version: " + version + " (expected: " + VERSION + ")");
        }
        Request request = read(json, Request.class);
        if (request.command() == null
                || request.words() == null
                || request.words().contains(null)) {
            throw new IOException("request: without a command or its words (expected: both)");
        }
        return request;
    }

    /** @throws IOException if it is none */
    static Reply reply(byte[] line) throws IOException {
        return read(object(line), Reply.class);
    }

    static ServerStatus status(JsonNode json) throws IOException {
        return read(json, ServerStatus.class);
    }

    private static JsonNode object(byte[] line) throws IOException {
        try {
            JsonNode json = JSON.readTree(line);
            if (json != null && json.isObject()) {
                return json;
            }
        } catch (JsonProcessingException e) {
            throw new IOException("line: " + e.getOriginalMessage() + " (expected: a JSON object)");
        }
        throw new IOException("line: no JSON object (expected: one)");
    }

    private static <T> T read(JsonNode json, Class<T> type) throws IOException {
        try {
            return JSON.treeToValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IOException("line: " + e.getOriginalMessage() + " (expected: a " + type.getSimpleName() + ")");
        }
    }
}
