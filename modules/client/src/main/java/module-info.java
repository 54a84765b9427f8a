/** The asynchronous client library. */
module io.confab.client {
    requires transitive io.confab.codec;
    requires io.netty.handler;
    requires org.slf4j;
    requires transitive static org.jspecify;

    exports io.confab.client;
}
