/**
 * What a server on a public port has to put up with, from a process of its own, while ten members chat.
 * {@link io.confab.it.abuse.AbuseTest} is where to start; {@code docs/SECURITY-TESTS.md} has the figures.
 */
@org.jspecify.annotations.NullMarked
package io.confab.it.abuse;
