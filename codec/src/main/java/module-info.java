/** Bytes to messages and back. */
module io.confab.codec {
    requires transitive io.confab.api;
    requires transitive io.netty.buffer;
    requires transitive io.netty.codec;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires com.fasterxml.jackson.annotation;
    requires com.fasterxml.jackson.core;
    requires com.fasterxml.jackson.databind;
    requires transitive static org.jspecify;

    exports io.confab.codec;

    opens io.confab.codec to
            com.fasterxml.jackson.databind;
}
