package io.confab.gateway.websocket;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Configures a {@link WebSocketGateway}. A setting is checked at once: a wrong one throws {@link IllegalArgumentException}. */
public final class WebSocketGatewayBuilder {

    /** Where WebSocket is asked for unless it is configured otherwise. */
    public static final String DEFAULT_PATH = "/ws";

    OptionalInt port = OptionalInt.empty();

    @Nullable
    String host;

    boolean shared = true;
    String path = DEFAULT_PATH;
    List<String> origins = List.of();

    @Nullable
    String cookie;

    int maxFrameBytes = 64 * 1024;
    WebFiles files = WebFiles.NONE;

    WebSocketGatewayBuilder() {}

    /** A port of its own; 0 for any that is free. None by default. */
    public WebSocketGatewayBuilder port(int port) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        this.port = OptionalInt.of(port);
        return this;
    }

    /** The address of that port; the server's own by default. */
    public WebSocketGatewayBuilder host(String host) {
        this.host = requireNonNull(host, "host");
        return this;
    }

    /** Whether connections of the server's own port that begin as HTTP are let in too; yes, by default. */
    public WebSocketGatewayBuilder sharesServerPort(boolean shared) {
        this.shared = shared;
        return this;
    }

    /** Where WebSocket is asked for, {@value #DEFAULT_PATH} by default; begins with a slash and is more than that. */
    public WebSocketGatewayBuilder path(String path) {
        if (!path.matches("/[A-Za-z0-9._~/-]+")) {
            throw new IllegalArgumentException("path: " + path + " (expected: one such as " + DEFAULT_PATH + ")");
        }
        this.path = path;
        return this;
    }

    /**
     * Pages of which origins may connect, besides those that this server serves itself and clients that are no browsers.
     *
     * @param origins such as {@code https://chat.example}; a {@code *} lets all in, also pages whose visitors know nothing of
     *                it: only where no cookie logs in
     */
    public WebSocketGatewayBuilder origins(List<String> origins) {
        this.origins = List.copyOf(origins);
        return this;
    }

    /**
     * A cookie of this name, set by an application that logs its users in itself, logs in as {@code Authorization: Bearer} does:
     * see {@link io.confab.api.Authenticator#authenticateBearer}. None by default. A browser sends it along whatever page asks, so it cannot go
     * together with {@linkplain #origins every origin}.
     */
    public WebSocketGatewayBuilder cookie(String name) {
        if (!name.matches("[A-Za-z0-9!#$%&'*+.^_`|~-]+")) {
            throw new IllegalArgumentException("cookie: " + name + " (expected: a name such as session)");
        }
        this.cookie = name;
        return this;
    }

    /** The longest native frame that a client may send, or a JSON message stand for; that of the server, 64 KiB by default. */
    public WebSocketGatewayBuilder maxFrameBytes(int maxFrameBytes) {
        if (maxFrameBytes < 1024) {
            throw new IllegalArgumentException("maxFrameBytes: " + maxFrameBytes + " (expected: 1024 or more)");
        }
        this.maxFrameBytes = maxFrameBytes;
        return this;
    }

    /** What is served to browsers besides; nothing by default. */
    public WebSocketGatewayBuilder files(WebFiles files) {
        this.files = requireNonNull(files, "files");
        return this;
    }

    /** @throws IllegalArgumentException if a cookie logs in, and pages of every origin may connect */
    public WebSocketGateway build() {
        if (cookie != null && origins.contains("*")) {
            throw new IllegalArgumentException(
                    "cookie: " + cookie + " (expected: none where pages of every origin may connect)");
        }
        return new WebSocketGateway(this);
    }
}
