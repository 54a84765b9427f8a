/**
 * A {@link io.confab.api.MessageLog} in one SQLite file. {@link io.confab.log.sqlite.SqliteLog} is where to start.
 *
 * <p>One thread writes: it takes everything that was appended while its last commit ran into the next one, so that one
 * {@code fdatasync} serves all of it. What one commit has for all sessions is one row of the journal; what has gathered there of
 * one session becomes a batch, one row with many of its messages. A few threads read, each with a connection of its
 * own, which in SQLite's write-ahead mode disturbs no writer.
 *
 * <pre>
 *  session loops --append--&gt; LogWriter --one commit--&gt; journal --16 KiB of a session--&gt; batches
 *                                            |                                      |
 *  session loops &lt;--messages--- RecentMessages (what is in the journal)   LogReaders (rows)
 * </pre>
 */
@org.jspecify.annotations.NullMarked
package io.confab.log.sqlite;
