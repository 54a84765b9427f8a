/**
 * Logs accounts in by password. Start with {@link io.confab.authenticator.password.PasswordAuthenticator}, which asks an
 * account store; {@link io.confab.authenticator.password.PasswordHasher} makes the credentials that belong into it.
 */
@NullMarked
package io.confab.authenticator.password;

import org.jspecify.annotations.NullMarked;
