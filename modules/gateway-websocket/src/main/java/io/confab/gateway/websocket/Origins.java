package io.confab.gateway.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which pages may connect. A browser says whose page it shows; another client says nothing, or what it likes, and has no
 * cookies of an unsuspecting person (RFC 6455, section 10.2).
 */
final class Origins {

    private static final String ALL = "*";

    private final Set<String> allowed;

    Origins(List<String> allowed) {
        this.allowed = allowed.stream().map(Origins::normal).collect(Collectors.toUnmodifiableSet());
    }

    boolean admit(HttpHeaders request) {
        String origin = request.get(HttpHeaderNames.ORIGIN);
        if (origin == null || allowed.contains(ALL) || allowed.contains(normal(origin))) {
            return true;
        }
        String host = request.get(HttpHeaderNames.HOST);
        return host != null && host.equalsIgnoreCase(authority(origin));
    }

    private static String normal(String origin) {
        String lower = origin.strip().toLowerCase(java.util.Locale.ROOT);
        return lower.endsWith("/") ? lower.substring(0, lower.length() - 1) : lower;
    }

    private static @Nullable String authority(String origin) {
        try {
            return new URI(origin).getRawAuthority();
        } catch (URISyntaxException e) {
            return null;
        }
    }
}
