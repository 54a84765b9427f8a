package io.confab.standalone;

import java.net.InetAddress;
import java.net.InetSocketAddress;

/** How a server is reached from its own machine. */
final class LocalAddress {

    private LocalAddress() {}

    /** The host of an address at which a server listens; one that listens everywhere is reached as localhost. */
    static String host(InetSocketAddress address) {
        InetAddress ip = address.getAddress();
        if (ip == null) {
            return address.getHostString();
        }
        if (ip.isAnyLocalAddress()) {
            return "localhost"; // whichever family, and a name that a certificate may have
        }
        return ip.getHostAddress();
    }

    /** The address of a page. */
    static String url(String scheme, InetSocketAddress address) {
        String host = host(address);
        return scheme + "://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort() + "/";
    }
}
