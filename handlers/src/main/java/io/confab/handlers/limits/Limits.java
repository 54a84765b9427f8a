package io.confab.handlers.limits;

import static java.util.Objects.requireNonNull;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How much of everything a server takes, from one client, one address and all of them together. Immutable; the defaults
 * are meant for a public port. A {@link Builder} begins with them.
 *
 * <p>What counts by address or by connection does not hold for {@linkplain Builder#exempt exempt} addresses. Where
 * something is unlimited it costs nothing.
 */
public final class Limits {

    /** What holds where nothing is configured. */
    public static final Limits DEFAULT = builder().build();

    /** An IPv6 customer often has a /56 or a /48 of addresses: together these may have as many times as much. */
    static final int SITE_FACTOR = 16;

    static final int SITE_BITS = 48;

    private final Builder values;

    private Limits(Builder values) {
        this.values = values;
    }

    /** Begins with the defaults. */
    public static Builder builder() {
        return new Builder();
    }

    /** Nothing but what a client may do to itself is limited, as in {@link #DEFAULT} for an exempt address. */
    public static Limits none() {
        return builder()
                .connections(0)
                .connectionsPerAddress(0)
                .connectionRate(Rate.UNLIMITED)
                .loginDelay(Duration.ZERO)
                .registrationRate(Rate.UNLIMITED)
                .messageRate(Rate.UNLIMITED)
                .byteRate(Rate.UNLIMITED)
                .commandRate(Rate.UNLIMITED)
                .idle(Duration.ZERO)
                .memoryPercent(0)
                .build();
    }

    /** Whether what counts by address or by connection does not hold for an address; true where none is known. */
    public boolean isExempt(@Nullable InetAddress address) {
        if (address == null) {
            return true;
        }
        for (AddressPrefix prefix : values.exempt) {
            if (prefix.contains(address)) {
                return true;
            }
        }
        return false;
    }

    /** The network that an address is counted as. */
    AddressPrefix prefix(InetAddress address) {
        return AddressPrefix.of(address, values.ipv4Bits, values.ipv6Bits);
    }

    /** Connections in all; 0 for any number. */
    public int connections() {
        return values.connections;
    }

    /** Connections of one address; 0 for any number. */
    public int connectionsPerAddress() {
        return values.connectionsPerAddress;
    }

    /** New connections of one address. */
    public Rate connectionRate() {
        return values.connectionRate;
    }

    /** The longest frame of a client that has not logged in. */
    public int frameBytesBeforeLogin() {
        return values.frameBytesBeforeLogin;
    }

    /** What the first failed login too many is made to wait; zero if none is. */
    public Duration loginDelay() {
        return values.loginDelay;
    }

    /** The most that a failed login is made to wait. */
    public Duration maxLoginDelay() {
        return values.maxLoginDelay;
    }

    /** Failed logins of one account in an hour, from addresses that it has not logged in from before. */
    public int accountFailures() {
        return values.accountFailures;
    }

    /** The same, as a rate. */
    Rate accountFailureRate() {
        int anHour = values.accountFailures;
        return anHour == 0 ? Rate.UNLIMITED : new Rate(anHour / 3600.0, anHour);
    }

    /** New accounts of one address. */
    public Rate registrationRate() {
        return values.registrationRate;
    }

    /** Messages that a connection is read. */
    public Rate messageRate() {
        return values.messageRate;
    }

    /** Bytes that a connection is read. */
    public Rate byteRate() {
        return values.byteRate;
    }

    /** What a connection may spend on costly commands. */
    public Rate commandRate() {
        return values.commandRate;
    }

    /** After how long a silence a client is asked for a sign of life; zero if it is not. */
    public Duration idle() {
        return values.idle;
    }

    /** How much of the memory for buffers may be used before nothing is added, in percent; 0 if it is not looked at. */
    public int memoryPercent() {
        return values.memoryPercent;
    }

    /** Collects limits. Not thread-safe. A wrong one throws {@link IllegalArgumentException} at once. */
    public static final class Builder {

        private List<AddressPrefix> exempt = List.of(AddressPrefix.parse("127.0.0.0/8"), AddressPrefix.parse("::1"));
        private int ipv4Bits = 32;
        private int ipv6Bits = 64;
        private int connections = 100_000;
        private int connectionsPerAddress = 200;
        private Rate connectionRate = new Rate(20, 200);
        private int frameBytesBeforeLogin = 4096;
        private Duration loginDelay = Duration.ofSeconds(1);
        private Duration maxLoginDelay = Duration.ofMinutes(15);
        private int accountFailures = 100;
        private Rate registrationRate = new Rate(6.0 / 3600, 6);
        private Rate messageRate = new Rate(200, 1000);
        private Rate byteRate = new Rate(1 << 20, 1 << 20);
        private Rate commandRate = new Rate(20, 1000);
        private Duration idle = Duration.ofMinutes(2);
        private int memoryPercent = 75;

        private Builder() {}

        private Builder(Builder other) {
            exempt = other.exempt;
            ipv4Bits = other.ipv4Bits;
            ipv6Bits = other.ipv6Bits;
            connections = other.connections;
            connectionsPerAddress = other.connectionsPerAddress;
            connectionRate = other.connectionRate;
            frameBytesBeforeLogin = other.frameBytesBeforeLogin;
            loginDelay = other.loginDelay;
            maxLoginDelay = other.maxLoginDelay;
            accountFailures = other.accountFailures;
            registrationRate = other.registrationRate;
            messageRate = other.messageRate;
            byteRate = other.byteRate;
            commandRate = other.commandRate;
            idle = other.idle;
            memoryPercent = other.memoryPercent;
        }

        /**
         * The networks for which nothing counts by address or by connection; loopback by default. A proxy that does not
         * tell whom it speaks for should be one, and loopback should not where such a proxy runs on this machine and
         * its clients are to be limited.
         */
        public Builder exempt(List<AddressPrefix> networks) {
            this.exempt = List.copyOf(networks);
            return this;
        }

        /** How many bits of an IPv4 address are one address for counting; 32 by default, from 1. */
        public Builder ipv4Bits(int bits) {
            this.ipv4Bits = range(bits, 1, 32, "ipv4Bits");
            return this;
        }

        /**
         * How many bits of an IPv6 address are one address for counting; 64 by default, since whoever has one address
         * has that many; from 1. Besides, the addresses with the same {@value Limits#SITE_BITS} bits may have
         * {@value Limits#SITE_FACTOR} times as much together.
         */
        public Builder ipv6Bits(int bits) {
            this.ipv6Bits = range(bits, 1, 128, "ipv6Bits");
            return this;
        }

        /** How many connections there may be in all, logged in or not; 100,000 by default, 0 for any number. */
        public Builder connections(int connections) {
            this.connections = range(connections, 0, Integer.MAX_VALUE, "connections");
            return this;
        }

        /** How many connections one address may have; 200 by default, 0 for any number. */
        public Builder connectionsPerAddress(int connections) {
            this.connectionsPerAddress = range(connections, 0, 1 << 24, "connectionsPerAddress");
            return this;
        }

        /** How many new connections one address may have; 20 each second and 200 at once by default. */
        public Builder connectionRate(Rate rate) {
            this.connectionRate = requireNonNull(rate, "rate");
            return this;
        }

        /** The longest frame that a client which has not logged in may send; 4096 by default, 1024 or more. */
        public Builder frameBytesBeforeLogin(int bytes) {
            this.frameBytesBeforeLogin = range(bytes, 1024, 1 << 24, "frameBytesBeforeLogin");
            return this;
        }

        /** For how long logins are refused after the first failed one too many; twice as long after each further; 1 s. */
        public Builder loginDelay(Duration delay) {
            this.loginDelay = notNegative(delay, "loginDelay");
            return this;
        }

        /** The longest that this gets; 15 minutes by default. */
        public Builder maxLoginDelay(Duration delay) {
            this.maxLoginDelay = notNegative(delay, "maxLoginDelay");
            return this;
        }

        /**
         * How many logins of one account may fail in an hour; beyond, it may log in only from where it did before, or
         * with a token. 100 by default, 0 for any number.
         */
        public Builder accountFailures(int failures) {
            this.accountFailures = range(failures, 0, 1 << 24, "accountFailures");
            return this;
        }

        /** How many accounts one address may register; 6 an hour by default. */
        public Builder registrationRate(Rate rate) {
            this.registrationRate = requireNonNull(rate, "rate");
            return this;
        }

        /** How many messages are read of one connection; 200 each second and 1000 at once by default. */
        public Builder messageRate(Rate rate) {
            this.messageRate = requireNonNull(rate, "rate");
            return this;
        }

        /**
         * How many bytes are read of one connection; 1 MiB each second and at once by default, so that nobody alone
         * drives out of a session's memory what others have not read yet.
         */
        public Builder byteRate(Rate rate) {
            this.byteRate = requireNonNull(rate, "rate");
            return this;
        }

        /** What one connection may spend on costly commands; 20 each second and 1000 at once by default. */
        public Builder commandRate(Rate rate) {
            this.commandRate = requireNonNull(rate, "rate");
            return this;
        }

        /**
         * After how long a silence a client is sent a PING. It is closed after three times as long, when it has missed
         * two. 2 minutes by default, zero for never.
         */
        public Builder idle(Duration idle) {
            this.idle = notNegative(idle, "idle");
            return this;
        }

        /**
         * How much of the memory that this JVM has for buffers may be used, in percent; 75 by default, 0 for all. From there
         * on sessions in which nobody speaks keep less, clients that do not read are closed, and new connections, sessions
         * and members are refused.
         */
        public Builder memoryPercent(int percent) {
            this.memoryPercent = range(percent, 0, 100, "memoryPercent");
            return this;
        }

        /** What was collected so far. */
        public Limits build() {
            return new Limits(new Builder(this));
        }

        private static Duration notNegative(Duration duration, String name) {
            if (requireNonNull(duration, name).isNegative()) {
                throw new IllegalArgumentException(name + ": " + duration + " (expected: zero or more)");
            }
            return duration;
        }

        private static int range(int value, int least, int most, String name) {
            if (value < least || value > most) {
                throw new IllegalArgumentException(name + ": " + value + " (expected: " + least + " to " + most + ")");
            }
            return value;
        }
    }
}
