/**
 * A {@link io.confab.api.MessageLog} in one SQLite file. {@link io.confab.log.sqlite.SqliteLog} is where to start.
 *
 * <p>One thread writes: it takes everything that was appended while its last commit ran into the next one, so that one
 * {@code fsync} serves all of it. What one commit has for one session is one row. A few threads read, each with a
 * connection of its own, which in SQLite's write-ahead mode disturbs no writer.
 *
 * <pre>
 *  session loops --append--&gt; LogWriter --one commit--&gt; batches
 *  session loops &lt;--messages-- LogReaders &lt;--rows-- batches
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.confab.log.sqlite;
