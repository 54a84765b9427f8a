/**
 * SCRAM-SHA-256 (RFC 5802, RFC 7677): a login that shows the password to nobody, and proves to the client that the server knows
 * the account. {@link io.confab.api.scram.ScramKeys} is what an account store keeps, {@link io.confab.api.scram.ScramServer} and
 * {@link io.confab.api.scram.ScramClient} are the two sides of one login. Only the JDK's cryptography is used.
 */
@NullMarked
package io.confab.api.scram;

import org.jspecify.annotations.NullMarked;
