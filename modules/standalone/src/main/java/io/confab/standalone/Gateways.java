package io.confab.standalone;

import io.confab.gateway.classic.ClassicGateway;
import io.confab.gateway.websocket.WebFiles;
import io.confab.gateway.websocket.WebSocketGateway;
import io.confab.gateway.websocket.WebSocketGatewayBuilder;
import io.confab.server.ConfabServer;
import io.confab.server.ConfabServerBuilder;
import io.confab.web.WebClient;
import io.netty.util.NetUtil;
import java.net.InetSocketAddress;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateways that the settings switch on. */
final class Gateways {

    private static final Logger log = LoggerFactory.getLogger(Gateways.class);

    private Gateways() {}

    static void apply(Settings settings, ConfabServerBuilder builder) {
        if (settings.value(Keys.WEBSOCKET_SHARED)
                || settings.value(Keys.WEBSOCKET_PORT).isPresent()) {
            builder.gateway(webSocket(settings));
        }
        settings.value(Keys.CLASSIC_PORT)
                .ifPresent(port -> builder.gateway(new ClassicGateway(
                        port, settings.value(Keys.CLASSIC_HOST).orElse(null), settings.value(Keys.CLASSIC_MAP))));
    }

    private static WebSocketGateway webSocket(Settings settings) {
        WebSocketGatewayBuilder builder = WebSocketGateway.builder()
                .sharesServerPort(settings.value(Keys.WEBSOCKET_SHARED))
                .path(settings.value(Keys.WEBSOCKET_PATH))
                .maxFrameBytes(settings.value(Keys.FRAMES_MAX))
                .files(settings.value(Keys.WEB_CLIENT) ? WebClient.files() : WebFiles.NONE);
        settings.value(Keys.WEBSOCKET_PORT).ifPresent(builder::port);
        settings.value(Keys.WEBSOCKET_HOST).ifPresent(builder::host);
        settings.value(Keys.WEBSOCKET_ORIGINS)
                .ifPresent(origins -> builder.origins(
                        Arrays.stream(origins.split(",", -1)).map(String::strip).toList()));
        return builder.build();
    }

    /** The address of the web client, or null if it is not served. */
    static @Nullable String page(Settings settings, ConfabServer server) {
        boolean shared = settings.value(Keys.WEBSOCKET_SHARED);
        if (!settings.value(Keys.WEB_CLIENT)
                || !shared && settings.value(Keys.WEBSOCKET_PORT).isEmpty()) {
            return null;
        }
        String scheme = settings.value(Keys.TLS_CERTIFICATE).equals(Keys.NO_FILE) ? "http" : "https";
        return LocalAddress.url(scheme, shared ? server.address() : server.address(WebSocketGateway.NAME));
    }

    /** Says where they listen. */
    static void log(ConfabServer server) {
        for (String name : server.gateways()) {
            InetSocketAddress address = server.address(name);
            log.info("Gateway {}: {}", name, NetUtil.toSocketAddressString(address));
        }
    }
}
