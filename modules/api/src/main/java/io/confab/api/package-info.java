/**
 * What plugs into Confab, and the values it exchanges; nothing but the JDK is needed to implement it.
 *
 * <p>Start with {@link io.confab.api.Authenticator} (who may log in), {@link io.confab.api.MessageLog} (where
 * messages are kept) and {@link io.confab.api.SessionListener} (what happens in sessions);
 * {@link io.confab.api.AuditListener} and {@link io.confab.api.Meters} are for whoever operates a server. A plug-in
 * that says no throws, or completes its stage with, a {@link io.confab.api.CommandException}.
 *
 * <p>Unless a type says otherwise, implementations are called from several threads, event loops among them, so
 * they are thread-safe and never block.
 */
@NullMarked
package io.confab.api;

import org.jspecify.annotations.NullMarked;
