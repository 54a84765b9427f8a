package io.confab.client;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a {@link ConfabClientBuilder} has collected, and checked. */
record ClientSettings(
        String host,
        int port,
        Duration connectTimeout,
        Duration requestTimeout,
        Duration idle,
        int maxFrameBytes,
        int maxOutstandingRequests,
        int maxUnsentBytes,
        ClientListener listener,
        @Nullable ClientTls tls) {

    String address() {
        return host + ":" + port;
    }
}
