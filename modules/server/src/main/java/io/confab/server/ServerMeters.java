package io.confab.server;

import io.confab.api.Meter;
import io.confab.api.Metered;
import io.confab.api.Meters;
import io.confab.handlers.limits.Refusals;
import io.confab.session.OnlineAccounts;
import io.confab.session.SessionManager;
import io.confab.session.Survey;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/** What a server publishes of itself. Everything is read when somebody looks, on the thread of who does. */
final class ServerMeters implements Metered {

    private static final long DELAY_PERIOD_MILLIS = 250;

    /** Several gauges are read one behind the other: one look over all sessions serves them all. */
    private static final long SURVEY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final EventLoopGroup eventLoops;
    private final ByteBufAllocator allocator;
    private final ChannelGroup connections;
    private final LongAdder opened;
    private final Refusals refusals;
    private final SessionManager sessions;
    private final OnlineAccounts online;
    private final List<Metered> others;

    private volatile @Nullable Looked looked;

    private record Looked(Survey survey, long nanos) {}

    /** @param others what else there is to publish */
    ServerMeters(
            EventLoopGroup eventLoops,
            ByteBufAllocator allocator,
            ChannelGroup connections,
            LongAdder opened,
            Refusals refusals,
            SessionManager sessions,
            OnlineAccounts online,
            List<Metered> others) {
        this.eventLoops = eventLoops;
        this.allocator = allocator;
        this.connections = connections;
        this.opened = opened;
        this.refusals = refusals;
        this.sessions = sessions;
        this.online = online;
        this.others = List.copyOf(others);
    }

    @Override
    public void publish(Meters meters) {
        meters.gauge(Meter.of("confab.connections", "Connections that are open, logged in or not"), connections::size);
        meters.counter(Meter.of("confab.connections.opened", "Connections that were opened"), opened::sum);
        meters.gauge(Meter.of("confab.accounts.online", "Accounts that are logged in"), online::size);
        meters.gauge(Meter.of("confab.sessions", "Sessions, stored ones without members included"), sessions::size);
        meters.gauge(Meter.of("confab.members", "Memberships in sessions"), () -> survey().members());
        meters.gauge(
                Meter.of(
                        "confab.members.lagging",
                        "Members that are behind and cannot go on: their clients do not read"),
                () -> survey().lagging());
        meters.gauge(
                Meter.of("confab.members.lag", "By how many messages the slowest of these is behind")
                        .in("messages"),
                () -> survey().greatestLag());
        meters.gauge(
                Meter.of("confab.tail", "Memory of the newest messages of all sessions")
                        .in("bytes"),
                () -> survey().tailBytes());
        meters.gauge(
                Meter.of("confab.outbound.pending", "Bytes that wait for clients to read them")
                        .in("bytes"),
                this::pending);
        if (allocator instanceof ByteBufAllocatorMetricProvider provider) {
            meters.gauge(
                    Meter.of("confab.buffers", "Memory that network buffers were given, in use or pooled")
                            .in("bytes"),
                    () -> provider.metric().usedDirectMemory()
                            + provider.metric().usedHeapMemory());
        }
        for (Refusals.Reason reason : Refusals.Reason.values()) {
            meters.counter(
                    Meter.of("confab.limits", "What was refused, closed or slowed down because of a limit, by reason")
                            .with("reason", reason.name().toLowerCase(Locale.ROOT)),
                    () -> refusals.of(reason));
        }
        sessions.whenCommitted(meters.timer(
                Meter.of("confab.log.commit", "From handing messages to the log of a stored session to their commit")));
        LongConsumer delay = meters.timer(
                Meter.of("confab.eventloop.delay", "By how much event loops are late with what they have planned"));
        eventLoops.forEach(eventLoop -> measure(eventLoop, delay));
        others.forEach(other -> other.publish(meters));
    }

    // Two who ask at once may look twice.
    private Survey survey() {
        Looked latest = looked;
        if (latest == null || System.nanoTime() - latest.nanos > SURVEY_NANOS) {
            latest = new Looked(sessions.survey(), System.nanoTime());
            looked = latest;
        }
        return latest.survey;
    }

    private long pending() {
        long pending = 0;
        for (Channel connection : connections) {
            ChannelOutboundBuffer outbound = connection.unsafe().outboundBuffer();
            if (outbound != null) {
                pending += outbound.totalPendingWriteBytes();
            }
        }
        return pending;
    }

    private static void measure(EventExecutor eventLoop, LongConsumer delay) {
        long due = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(DELAY_PERIOD_MILLIS);
        eventLoop.schedule(
                () -> {
                    delay.accept(Math.max(0, System.nanoTime() - due));
                    measure(eventLoop, delay);
                },
                DELAY_PERIOD_MILLIS,
                TimeUnit.MILLISECONDS);
    }
}
