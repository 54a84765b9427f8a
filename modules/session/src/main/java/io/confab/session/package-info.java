/**
 * Sessions: an append-only log each, whose members are cursors into it.
 *
 * <p>Start with {@link io.confab.session.SessionManager}, which creates sessions and finds them, and
 * {@link io.confab.session.Connection}, which asks it to. Then {@link io.confab.session.Session}: it gives what is said
 * a sequence, hands it to the log, and on commit appends it to its {@code Tail}, the newest messages as bytes in memory.
 * A {@link io.confab.session.Member} reads from there, on its own event loop, whatever is between its cursor and the
 * head, in one write.
 *
 * <pre>
 *  TailSegment      TailSegment          TailSegment
 *  [m1 m2 m3 m4] -&gt; [m5 m6 m7 m8 m9] -&gt; [m10 m11 |        ]
 *        ^                   ^                   ^
 *     a slow member     a faster one           head, where most members are
 * </pre>
 *
 * <p>Threads: a connection's state is used on its channel's event loop; a session's on the event loop that owns it; the
 * bytes of a tail are written by its session's event loop and read by all.
 */
@NullMarked
package io.confab.session;

import org.jspecify.annotations.NullMarked;
