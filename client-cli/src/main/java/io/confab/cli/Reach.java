package io.confab.cli;

import io.confab.client.ClientTls;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a server is reached.
 *
 * @param timeout  how long a connection, or an answer, may take
 * @param patience for how long a lost connection is tried again
 * @param tls      what connections are encrypted with; null for nothing
 * @param mechanism how one logs in
 */
record Reach(Duration timeout, Duration patience, @Nullable ClientTls tls, Mechanism mechanism) {}
