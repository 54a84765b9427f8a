package io.confab.client;

import java.time.Duration;

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
        ClientListener listener) {

    String address() {
        return host + ":" + port;
    }
}
