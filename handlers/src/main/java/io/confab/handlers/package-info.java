/**
 * One handler for each command: who may ask what, and when.
 *
 * <p>Start with {@link io.confab.handlers.CommandHandlers}, which lists them in order, and {@code CommandHandler}, which each extends, and
 * {@code CommandRules}, the table of what each command needs. {@code ReplyQueue}
 * keeps replies in the order of the requests. {@link io.confab.handlers.CommandPlugin} adds a command of one's own.
 *
 * <pre>
 *  MessageCodec -&gt; CommandGate -&gt; TextHandler -&gt; LoginHandler -&gt; … -&gt; LastHandler
 *                  holds back       each takes its own command and       answers what nobody took
 *                  while one waits  passes on the others
 * </pre>
 *
 * All handlers but the gate are {@code @Sharable} and keep no state; what a client has is in its
 * {@code ClientContext}.
 */
@NullMarked
package io.confab.handlers;

import org.jspecify.annotations.NullMarked;
