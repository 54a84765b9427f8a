package io.confab.handlers.limits;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;

/**
 * A network: all addresses that begin with the same bits. IPv4 addresses are kept as the IPv6 addresses they map to, so
 * that one that came through an IPv6 socket is the same.
 *
 * @param high   the first 64 bits, those behind the length 0
 * @param low    the last 64 bits, likewise
 * @param length how many bits count, of 128
 */
public record AddressPrefix(long high, long low, int length) {

    private static final int IPV4_OFFSET = 96;
    private static final long IPV4_MAPPED = 0xFFFF_0000_0000L;

    /** The network of an address: of so many bits of an IPv4 address, or so many of an IPv6 address. */
    static AddressPrefix of(InetAddress address, int ipv4Bits, int ipv6Bits) {
        AddressPrefix whole = of(address);
        return whole.shorten(whole.isIpv4() ? IPV4_OFFSET + ipv4Bits : ipv6Bits);
    }

    private static AddressPrefix of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return bytes.remaining() == 4
                ? new AddressPrefix(0, IPV4_MAPPED | (bytes.getInt() & 0xFFFF_FFFFL), 128)
                : new AddressPrefix(bytes.getLong(), bytes.getLong(), 128);
    }

    /**
     * Reads a network in the usual way, such as {@code 10.0.0.0/8} or {@code fd00::/8}; without a length it is the one
     * address.
     *
     * @throws IllegalArgumentException if it is none
     */
    public static AddressPrefix parse(String text) {
        int slash = text.indexOf('/');
        byte[] bytes = NetUtil.createByteArrayFromIpAddressString(slash < 0 ? text : text.substring(0, slash));
        if (bytes == null) {
            throw invalid(text);
        }
        int most = bytes.length * Byte.SIZE;
        int bits = slash < 0 ? most : bits(text, text.substring(slash + 1));
        if (bits > most) {
            throw invalid(text);
        }
        try {
            return of(InetAddress.getByAddress(bytes)).shorten(bytes.length == 4 ? IPV4_OFFSET + bits : bits);
        } catch (UnknownHostException e) {
            throw invalid(text);
        }
    }

    private static int bits(String text, String digits) {
        if (!digits.matches("\\d{1,3}")) {
            throw invalid(text);
        }
        return Integer.parseInt(digits);
    }

    private static IllegalArgumentException invalid(String text) {
        return new IllegalArgumentException(
                "network: " + text + " (expected: an address, or one with a length, such as 10.0.0.0/8 or fd00::/8)");
    }

    private boolean isIpv4() {
        return high == 0 && low >>> Integer.SIZE == IPV4_MAPPED >>> Integer.SIZE;
    }

    private AddressPrefix shorten(int bits) {
        if (bits >= 128) {
            return this;
        }
        return bits > 64
                ? new AddressPrefix(high, low & (-1L << (128 - bits)), bits)
                : new AddressPrefix(bits == 0 ? 0 : high & (-1L << (64 - bits)), 0, bits);
    }

    /** Whether an address belongs to it. */
    public boolean contains(InetAddress address) {
        return of(address).shorten(length).equals(this);
    }

    /** The network around this one that has fewer bits; this one if it has no more. */
    AddressPrefix within(int bits) {
        return bits >= length ? this : shorten(bits);
    }

    /** Whether it is part of the Internet of version 6. */
    boolean isIpv6() {
        return length <= IPV4_OFFSET || !isIpv4();
    }
}
