package io.confab.standalone;

import io.confab.gateway.classic.ClassicGateway;
import io.confab.server.ConfabServer;
import io.confab.server.ConfabServerBuilder;
import java.net.InetSocketAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateways that the settings switch on. */
final class Gateways {

    private static final Logger log = LoggerFactory.getLogger(Gateways.class);

    private Gateways() {}

    static void apply(Settings settings, ConfabServerBuilder builder) {
        settings.value(Keys.CLASSIC_PORT)
                .ifPresent(port -> builder.gateway(new ClassicGateway(
                        port, settings.value(Keys.CLASSIC_HOST).orElse(null), settings.value(Keys.CLASSIC_MAP))));
    }

    /** Says where they listen. */
    static void log(ConfabServer server) {
        for (String name : server.gateways()) {
            InetSocketAddress address = server.address(name);
            log.info("Gateway {}: {}:{}", name, address.getHostString(), address.getPort());
        }
    }
}
