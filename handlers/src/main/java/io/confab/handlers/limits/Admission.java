package io.confab.handlers.limits;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.session.ClientAddress;
import io.netty.channel.Channel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What holds the {@link Limits} of a server against what comes. They may be replaced as a whole; whatever is decided from then
 * on goes by the new ones. One for each server. Thread-safe.
 */
public final class Admission {

    private volatile Limits limits;
    private final Refusals refusals = new Refusals();
    private final ConnectionLimiter connections;
    private final FailedLogins logins;
    private final Registrations registrations;
    private volatile boolean memoryExhausted;

    /** Begins with nobody. */
    public Admission(Limits limits) {
        this(limits, System::nanoTime);
    }

    /** @param nanoTime as {@link System#nanoTime} */
    public Admission(Limits limits, LongSupplier nanoTime) {
        this.limits = requireNonNull(limits, "limits");
        this.connections = new ConnectionLimiter(this::limits, refusals, nanoTime);
        this.logins = new FailedLogins(this::limits, refusals, nanoTime);
        this.registrations = new Registrations(this::limits, refusals, nanoTime);
    }

    /** The address that a client counts by; null if it has none. */
    public static @Nullable InetAddress address(Channel channel) {
        return ClientAddress.of(channel) instanceof InetSocketAddress address ? address.getAddress() : null;
    }

    /** The limits that hold now; to be asked anew for each decision. */
    public Limits limits() {
        return limits;
    }

    /**
     * Replaces the limits. What was counted until now counts on: nobody is put out who is over a new limit, but nothing is
     * added either until there is less. What a connection may send is bounded by what held when it sent its first message.
     */
    public void takeUp(Limits limits) {
        this.limits = requireNonNull(limits, "limits");
    }

    /** Notes whether the memory for connections and sessions is used up, so that nothing is added to them. */
    public void memoryExhausted(boolean exhausted) {
        memoryExhausted = exhausted;
        connections.closed(exhausted);
    }

    /** @throws CommandException {@link NakCode#UNAVAILABLE} if the memory for connections and sessions is used up */
    public void requireMemory() {
        if (memoryExhausted) {
            refusals.count(Refusals.Reason.MEMORY);
            throw new CommandException(NakCode.UNAVAILABLE, "memory: used up (expected: some left; again later)");
        }
    }

    /** What was refused, by reason. */
    public Refusals refusals() {
        return refusals;
    }

    /** Who may connect. */
    public ConnectionLimiter connections() {
        return connections;
    }

    /** Who may log in. */
    public FailedLogins logins() {
        return logins;
    }

    /** Who may register an account. */
    public Registrations registrations() {
        return registrations;
    }
}
