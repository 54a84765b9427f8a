/**
 * Confab in a terminal, in a pipe and in a script. Speaks only through {@link io.confab.client.ConfabClient}.
 *
 * <p>Start with {@link io.confab.cli.Main}, which reads the options and decides where lines come from and where they
 * go, then {@link io.confab.cli.Repl}, the loop that takes a line and carries it out, and
 * {@link io.confab.cli.Commands}, the table of what a line may ask for.
 *
 * <pre>
 *  Lines (terminal, pipe, script) --line--&gt; Repl --Commands--&gt; Chat --&gt; ConfabClient
 *  Screen (terminal, text, JSON) &lt;--Output-- Chat &lt;--------------------- ServerEvents
 * </pre>
 *
 * One thread reads lines and waits for answers; events and results are shown on the connection's event loop, so that
 * they stand in the order in which the server sent them.
 */
@NullMarked
package io.confab.cli;

import org.jspecify.annotations.NullMarked;
