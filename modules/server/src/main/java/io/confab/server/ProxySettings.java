package io.confab.server;

import io.netty.handler.ipfilter.IpFilterRuleType;
import io.netty.handler.ipfilter.IpSubnetFilterRule;
import io.netty.util.NetUtil;
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

    private final List<IpSubnetFilterRule> ranges;
    private final boolean encrypted;

    private ProxySettings(List<IpSubnetFilterRule> ranges, boolean encrypted) {
        this.ranges = ranges;
        this.encrypted = encrypted;
    }

    /**
     * Trusts what comes from these addresses.
     *
     * @param ranges addresses such as {@code 192.0.2.7} or {@code ::1}, and ranges such as {@code 10.0.0.0/8}
     * @throws IllegalArgumentException if one is neither, or there is none
     */
    public static ProxySettings from(List<String> ranges) {
        if (ranges.isEmpty()) {
            throw new IllegalArgumentException("proxies: none (expected: one or more addresses)");
        }
        return new ProxySettings(ranges.stream().map(ProxySettings::rule).toList(), false);
    }

    /**
     * Whether the proxies take nothing but TLS, so that their clients count as encrypted; by default they do where the
     * header says so, which only that of version 2 can.
     */
    public ProxySettings encrypted(boolean encrypted) {
        return new ProxySettings(ranges, encrypted);
    }

    boolean isEncrypted() {
        return encrypted;
    }

    boolean include(@Nullable SocketAddress peer) {
        return peer instanceof InetSocketAddress address
                && !address.isUnresolved()
                && ranges.stream().anyMatch(range -> range.matches(address));
    }

    private static IpSubnetFilterRule rule(String range) {
        int slash = range.indexOf('/');
        String address = slash < 0 ? range : range.substring(0, slash);
        int bits = NetUtil.isValidIpV4Address(address) ? 32 : NetUtil.isValidIpV6Address(address) ? 128 : -1;
        try {
            int length = slash < 0 ? bits : Integer.parseInt(range.substring(slash + 1));
            if (bits >= 0 && length >= 0 && length <= bits) {
                return new IpSubnetFilterRule(address, length, IpFilterRuleType.ACCEPT);
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(
                "proxies: " + range + " (expected: an address, or a range such as 10.0.0.0/8 or 2001:db8::/32)");
    }
}
