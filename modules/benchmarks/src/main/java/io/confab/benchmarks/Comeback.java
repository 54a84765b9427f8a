package io.confab.benchmarks;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.confab.benchmarks.ReturningMember.Membership;
import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A member's way back: where a connection is lost before it has joined, as an operating system resets some when very many come
 * at once, it connects again, as every client does. On the event loop only, but for its future.
 */
final class Comeback {

    private static final int MOST_LOST = 20;
    private static final long PAUSE_MILLIS = 500;

    private final Membership membership;
    private final StoredOptions options;
    private final Consumer<ReturningMember> connect;
    private final EventLoop eventLoop;
    private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
    private ReturningMember member;
    private int lost;

    /** @param connect connects a member to the server */
    Comeback(Membership membership, StoredOptions options, Consumer<ReturningMember> connect, EventLoop eventLoop) {
        this.membership = membership;
        this.options = options;
        this.connect = connect;
        this.eventLoop = eventLoop;
        this.member = new ReturningMember(membership, options.missed, options.payload);
    }

    void begin() {
        ReturningMember connecting = member;
        connect.accept(connecting);
        connecting.caughtUp().whenComplete((nothing, failure) -> {
            if (failure == null) {
                done.complete(null);
            } else if (failure instanceof IOException && !connecting.hasJoined() && lost < MOST_LOST) {
                lost++;
                member = new ReturningMember(membership, options.missed, options.payload);
                eventLoop.schedule(this::begin, PAUSE_MILLIS, MILLISECONDS);
            } else {
                done.completeExceptionally(failure);
            }
        });
    }

    /** Completes when it is a member again and has got all that it missed; fails if the server refuses. */
    CompletableFuture<@Nullable Void> done() {
        return done;
    }

    /** The connection that it has, or had last. */
    ReturningMember member() {
        return member;
    }

    /** How many connections were lost before. */
    int lost() {
        return lost;
    }
}
