/**
 * Publishes a server's figures.
 *
 * <p>Start with {@link io.confab.metrics.micrometer.MicrometerMeters}, which puts them into any Micrometer registry;
 * {@link io.confab.metrics.micrometer.OperationsEndpoint} serves a Prometheus registry and a server's health over HTTP
 * on a port of its own.
 */
@NullMarked
package io.confab.metrics.micrometer;

import org.jspecify.annotations.NullMarked;
