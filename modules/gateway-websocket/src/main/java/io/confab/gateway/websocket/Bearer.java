package io.confab.gateway.websocket;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.cookie.Cookie;
import io.netty.handler.codec.http.cookie.ServerCookieDecoder;
import org.jspecify.annotations.Nullable;

/** Finds the token that a request brings: {@code Authorization: Bearer} (RFC 6750), or a cookie (RFC 6265) of a certain name. */
final class Bearer {

    private static final String SCHEME = "Bearer ";

    private final @Nullable String cookie;

    /** @param cookie the name; null to look at none */
    Bearer(@Nullable String cookie) {
        this.cookie = cookie;
    }

    /** Null where there is none. */
    @Nullable
    String of(HttpHeaders headers) {
        String authorization = headers.get(HttpHeaderNames.AUTHORIZATION);
        if (authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return authorization.substring(SCHEME.length()).strip();
        }
        if (cookie == null) {
            return null;
        }
        for (String line : headers.getAll(HttpHeaderNames.COOKIE)) {
            for (Cookie each : ServerCookieDecoder.STRICT.decode(line)) {
                if (each.name().equals(cookie)) {
                    return each.value();
                }
            }
        }
        return null;
    }
}
