package io.confab.standalone;

import io.confab.metrics.micrometer.JvmMeters;
import io.confab.metrics.micrometer.MicrometerMeters;
import io.confab.metrics.micrometer.OperationsEndpoint;
import io.confab.server.ConfabServer;
import io.confab.server.ConfabServerBuilder;
import io.confab.server.ServerHealth;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Figures and health over HTTP, or neither. There before the server, so that one that takes its time to start says so,
 * and closed after it.
 */
final class Operations implements AutoCloseable {

    private static final CompletionStage<List<String>> STARTING =
            CompletableFuture.completedFuture(List.of("server: starting (expected: one that takes connections)"));

    private final @Nullable PrometheusMeterRegistry registry;
    private final @Nullable MicrometerMeters meters;
    private final @Nullable JvmMeters jvm;
    private @Nullable OperationsEndpoint endpoint;
    private volatile @Nullable ServerHealth health;

    private Operations(boolean wanted) {
        registry = wanted ? new PrometheusMeterRegistry(PrometheusConfig.DEFAULT) : null;
        meters = registry == null ? null : new MicrometerMeters(registry);
        jvm = registry == null ? null : JvmMeters.in(registry);
    }

    static Operations open(Settings settings) throws StartException {
        Optional<Integer> port = settings.value(Keys.METRICS_PORT);
        Operations operations = new Operations(port.isPresent());
        if (port.isPresent()) {
            operations.listen(settings.value(Keys.METRICS_HOST), port.get());
        }
        return operations;
    }

    private void listen(String host, int port) throws StartException {
        PrometheusMeterRegistry published = registry;
        if (published == null) {
            return;
        }
        try {
            endpoint = OperationsEndpoint.builder(published)
                    .host(host)
                    .port(port)
                    .check("/healthz", () -> check(ServerHealth::alive, CompletableFuture.completedFuture(List.of())))
                    .check("/readyz", () -> check(ServerHealth::ready, STARTING))
                    .start()
                    .join();
        } catch (CompletionException e) {
            close();
            throw new StartException(
                    ExitCode.ADDRESS,
                    "%s: %s:%d (expected: one of this machine with a port that is free: %s)"
                            .formatted(Keys.METRICS_PORT.name(), host, port, e.getCause()));
        }
    }

    private CompletionStage<List<String>> check(
            Function<ServerHealth, CompletionStage<List<String>>> question,
            CompletionStage<List<String>> withoutServer) {
        ServerHealth asked = health;
        return asked == null ? withoutServer : question.apply(asked);
    }

    void apply(ConfabServerBuilder builder) {
        if (meters != null) {
            builder.metrics(meters);
        }
    }

    /** Answers for this server from here on. */
    void started(ConfabServer server) {
        health = server.health();
    }

    /** Says where figures and health are to be had. */
    void tell(Logger log) {
        if (endpoint != null) {
            InetSocketAddress address = endpoint.address();
            log.info(
                    "Figures and health: http://{}:{}/metrics, /healthz, /readyz",
                    address.getHostString(),
                    address.getPort());
        }
    }

    @Override
    public void close() {
        if (endpoint != null) {
            endpoint.close();
        }
        if (meters != null) {
            meters.close();
        }
        if (jvm != null) {
            jvm.close();
        }
        if (registry != null) {
            registry.close();
        }
    }
}
