package io.confab.server;

import io.confab.handlers.limits.AddressPrefix;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proxies in front of the server that say whom they connect for, by the PROXY protocol, version 1 or 2. From their
 * addresses every connection has to begin with its header; from any other address such a header is malformed input.
 * Immutable.
 */
public final class ProxySettings {

    private final List<AddressPrefix> networks;
    private final boolean encrypted;

    private ProxySettings(List<AddressPrefix> networks, boolean encrypted) {
        this.networks = networks;
        this.encrypted = encrypted;
    }

    /**
     * Trusts what comes from these addresses.
     *
     * @param ranges addresses such as {@code 192.0.2.7} or {@code ::1}, and ranges such as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException if one is neither, or there is none
     */
    public static ProxySettings from(List<String> ranges) {
        return of(ranges.stream().map(AddressPrefix::parse).toList());
    }

    /**
     * Trusts what comes from these networks.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static ProxySettings of(List<AddressPrefix> networks) {
        if (networks.isEmpty()) {
            throw new IllegalArgumentException("proxies: none (expected: one or more addresses)");
        }
        return new ProxySettings(List.copyOf(networks), false);
    }

    /**
     * Whether the proxies take nothing but TLS, so that their clients count as encrypted; by default they do where the
     * header says so, which only that of version 2 can.
     */
    public ProxySettings encrypted(boolean encrypted) {
        return new ProxySettings(networks, encrypted);
    }

    boolean isEncrypted() {
        return encrypted;
    }

    boolean include(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress address
                && !address.isUnresolved()
                && networks.stream().anyMatch(network -> network.contains(address.getAddress()));
    }
}
