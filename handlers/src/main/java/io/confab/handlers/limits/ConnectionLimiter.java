package io.confab.handlers.limits;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.confab.handlers.limits.Refusals.Reason;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a new connection is taken. A connection that was taken counts until it closes. Thread-safe.
 *
 * <p>Its own memory is bounded: what is open is counted for networks that have something open, of which there are no more
 * than connections, and the rates of the networks seen lately are kept for a fixed number of them, of which those seen
 * most often stay.
 */
public final class ConnectionLimiter {

    /** At some 100 bytes each. */
    private static final int MAX_RATES = 100_000;

    private final Supplier<Limits> current;
    private final Refusals refusals;
    private final LongSupplier nanoTime;
    private final AtomicInteger open = new AtomicInteger();
    private final ConcurrentMap<AddressPrefix, Integer> openByPrefix = new ConcurrentHashMap<>();
    private final Cache<AddressPrefix, TokenBucket> rates;
    private final ChannelFutureListener closed = channel -> open.decrementAndGet();

    private volatile boolean isClosed;

    ConnectionLimiter(Supplier<Limits> current, Refusals refusals, LongSupplier nanoTime) {
        this.current = current;
        this.refusals = refusals;
        this.nanoTime = nanoTime;
        this.rates = Caffeine.newBuilder()
                .maximumSize(MAX_RATES)
                .executor(Runnable::run)
                .build();
    }

    /**
     * Takes a connection, or counts why not. To be asked before anything is done for it.
     *
     * @param address where it comes from; null if it has no address, and so none to be counted by
     * @return whether it may stay; if not, it is the caller's to close
     */
    public boolean admit(Channel channel, @Nullable InetAddress address) {
        if (isClosed) {
            refusals.count(Reason.MEMORY);
            return false;
        }
        int most = current.get().connections();
        if (open.incrementAndGet() > most && most > 0) {
            open.decrementAndGet();
            refusals.count(Reason.CONNECTIONS);
            return false;
        }
        if (!admitAddress(channel, address)) {
            open.decrementAndGet();
            return false;
        }
        channel.closeFuture().addListener(closed);
        return true;
    }

    /**
     * Counts a connection that was taken already for another address: for whom it speaks was told by a proxy.
     *
     * @return whether it may stay; if not, it is the caller's to close
     */
    public boolean admitAddress(Channel channel, @Nullable InetAddress address) {
        Limits limits = current.get();
        if (address == null || limits.isExempt(address)) {
            return true;
        }
        AddressPrefix prefix = limits.prefix(address);
        AddressPrefix site = prefix.isIpv6() ? prefix.within(Limits.SITE_BITS) : prefix;
        if (!hasRate(prefix, site, limits.connectionRate())) {
            refusals.count(Reason.CONNECTION_RATE);
            return false;
        }
        if (limits.connectionsPerAddress() == 0) {
            return true;
        }
        if (!enter(prefix, limits.connectionsPerAddress())) {
            refusals.count(Reason.CONNECTIONS_PER_ADDRESS);
            return false;
        }
        if (!site.equals(prefix) && !enter(site, limits.connectionsPerAddress() * Limits.SITE_FACTOR)) {
            leave(prefix);
            refusals.count(Reason.CONNECTIONS_PER_ADDRESS);
            return false;
        }
        channel.closeFuture().addListener(new Leaving(prefix, site));
        return true;
    }

    private boolean hasRate(AddressPrefix prefix, AddressPrefix site, Rate rate) {
        return !rate.isLimited()
                || (take(prefix, rate) && (site.equals(prefix) || take(site, rate.times(Limits.SITE_FACTOR))));
    }

    private boolean take(AddressPrefix prefix, Rate rate) {
        long now = nanoTime.getAsLong();
        boolean[] taken = new boolean[1];
        rates.asMap().compute(prefix, (key, known) -> {
            TokenBucket bucket = known == null ? new TokenBucket(rate, now) : known;
            taken[0] = bucket.take(1, rate, now);
            return bucket;
        });
        return taken[0];
    }

    private boolean enter(AddressPrefix prefix, int most) {
        boolean[] entered = new boolean[1];
        openByPrefix.compute(prefix, (key, count) -> {
            int before = count == null ? 0 : count;
            entered[0] = before < most;
            return entered[0] ? Integer.valueOf(before + 1) : count;
        });
        return entered[0];
    }

    private void leave(AddressPrefix prefix) {
        openByPrefix.computeIfPresent(prefix, (key, count) -> count == 1 ? null : count - 1);
    }

    /** Takes nobody, or somebody again. */
    void closed(boolean closed) {
        isClosed = closed;
    }

    /** How many connections are open. */
    public int open() {
        return open.get();
    }

    /** How many networks have connections that count by address. */
    int prefixes() {
        return openByPrefix.size();
    }

    private final class Leaving implements ChannelFutureListener {

        private final AddressPrefix prefix;
        private final AddressPrefix site;

        Leaving(AddressPrefix prefix, AddressPrefix site) {
            this.prefix = prefix;
            this.site = site;
        }

        @Override
        public void operationComplete(ChannelFuture closed) {
            leave(prefix);
            if (!site.equals(prefix)) {
                leave(site);
            }
        }
    }
}
