package io.confab.codec;

import static java.util.Objects.requireNonNull;

/**
 * A message of a type that belongs to plug-ins, its data not interpreted: a command on its way to the server, an event
 * on its way to a client.
 *
 * @param type {@link MessageType#isPlugin a plug-in's}
 * @param json whether the data is a JSON object; the codec has checked that it is one
 * @param data what the plug-in makes of it
 */
public record PluginMessage(MessageType type, int requestId, String source, String session, boolean json, byte[] data)
        implements Command, Event {

    /** @throws IllegalArgumentException if the type is not a plug-in's */
    public PluginMessage {
        if (!MessageType.isPlugin(type.code())) {
            throw new IllegalArgumentException("type: " + type + " (expected: 0x80 to 0xBF)");
        }
        requireNonNull(source, "source");
        requireNonNull(session, "session");
        requireNonNull(data, "data");
    }
}
