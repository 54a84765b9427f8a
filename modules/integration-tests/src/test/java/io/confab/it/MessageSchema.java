package io.confab.it;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** {@code docs/websocket.schema.json}, or one of its definitions. */
final class MessageSchema {

    static final Path DOCS = Path.of("../../docs");

    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);

    private static final ObjectNode DOCUMENT = read();

    private final Schema schema;

    private MessageSchema(Schema schema) {
        this.schema = schema;
    }

    static MessageSchema whole() {
        return new MessageSchema(REGISTRY.getSchema(DOCUMENT));
    }

    static MessageSchema of(String definition) {
        if (!defines(definition)) {
            throw new IllegalArgumentException("definition: " + definition + " (expected: one in the schema)");
        }
        ObjectNode one = DOCUMENT.deepCopy().without("anyOf");
        return new MessageSchema(REGISTRY.getSchema(one.put("$ref", "#/$defs/" + definition)));
    }

    /** What an ACK of a command has. */
    static MessageSchema ofAck(String command) {
        return of(defines("ackOf" + command) ? "ackOf" + command : "ackOfOthers");
    }

    private static boolean defines(String definition) {
        return DOCUMENT.path("$defs").has(definition);
    }

    /** What is wrong with a message, a line each; nothing if it is right. */
    String faults(String message) {
        return schema.validate(message, InputFormat.JSON).stream()
                .map(error -> error.getInstanceLocation() + ": " + error.getMessage() + "\n")
                .collect(Collectors.joining());
    }

    /** The words at which a definition tells messages apart, in {@code enum} and {@code const}. */
    static Set<String> words(String definition, String property) {
        Set<String> words = new TreeSet<>();
        for (JsonNode at : DOCUMENT.path("$defs").path(definition).findValues(property)) {
            at.findValues("enum").forEach(each -> each.forEach(word -> words.add(word.textValue())));
            at.findValues("const").forEach(word -> words.add(word.textValue()));
        }
        return words;
    }

    private static ObjectNode read() {
        try {
            return (ObjectNode) new ObjectMapper()
                    .readTree(DOCS.resolve("websocket.schema.json").toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
