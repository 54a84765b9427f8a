/**
 * The asynchronous Java client of the native protocol.
 *
 * <p>Start with {@link io.confab.client.ConfabClient}, which is one connection, and
 * {@link io.confab.client.ClientListener}, which is told what the server sends unasked. Inside, a request goes through
 * these hands, and its reply back:
 *
 * <pre>
 *  ConfabClient --&gt; Connection --&gt; Outbox --&gt; (codec) --&gt; server
 *                    |  |  +- Backlog: how much may be under way
 *                    |  +---- RequestTable: who waits for which reply
 *                    +------- LoginState: account, sessions, sequences
 *  ClientListener &lt;-- InboundHandler &lt;-- (codec) &lt;-- server
 * </pre>
 */
@NullMarked
package io.confab.client;

import org.jspecify.annotations.NullMarked;
