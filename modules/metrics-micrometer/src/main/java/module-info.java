/** Publishes a server's figures in a Micrometer registry, and over HTTP for Prometheus. */
module io.confab.metrics.micrometer {
    requires transitive io.confab.api;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.common;
    requires io.netty.transport;
    requires transitive micrometer.core;
    requires transitive micrometer.registry.prometheus;
    requires org.slf4j;
    requires transitive static org.jspecify;

    exports io.confab.metrics.micrometer;
}
