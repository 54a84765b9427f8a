package io.confab.codec;

import org.jspecify.annotations.Nullable;

/** Makes a message of a frame whose common fields are read. */
@FunctionalInterface
interface PayloadDecoder {

    /**
     * @param frame its data is borrowed
     * @throws MalformedFrameException if the data is not what the type allows
     */
    Message decode(Frame frame);

    /** Which decoder serves which type. Filled once, then only read. */
    final class Table {

        private final @Nullable PayloadDecoder[] decoders = new PayloadDecoder[256];

        Table with(MessageType type, PayloadDecoder decoder) {
            decoders[type.code()] = decoder;
            return this;
        }

        /** Passes on the types that belong to plug-ins, their data not interpreted. */
        Table withPlugins() {
            for (int code = MessageType.PLUGIN_FIRST; code <= MessageType.PLUGIN_LAST; code++) {
                MessageType type = MessageType.plugin(code, "PLUGIN");
                with(
                        type,
                        frame -> new PluginMessage(
                                type,
                                frame.requestId(),
                                frame.source(),
                                frame.session(),
                                frame.json(),
                                frame.dataBytes()));
            }
            return this;
        }

        /** The decoder for a type, or null where there is none. */
        @Nullable
        PayloadDecoder get(int typeCode) {
            return decoders[typeCode];
        }
    }
}
