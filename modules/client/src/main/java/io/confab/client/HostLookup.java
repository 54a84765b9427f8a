package io.confab.client;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Finds the addresses of a host without keeping an event loop waiting. */
final class HostLookup {

    private HostLookup() {}

    /** @return not empty; fails with an {@link UnknownHostException} */
    static CompletableFuture<List<InetAddress>> addresses(String host) {
        CompletableFuture<List<InetAddress>> addresses = new CompletableFuture<>();
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            lookUp(host, addresses); // only parses it
        } else {
            // The JDK has no lookup that does not block, and connections are few.
            Thread thread = new Thread(() -> lookUp(host, addresses), "confab-client-lookup");
            thread.setDaemon(true);
            thread.start();
        }
        return addresses;
    }

    private static void lookUp(String host, CompletableFuture<List<InetAddress>> addresses) {
        try {
            addresses.complete(List.of(InetAddress.getAllByName(host)));
        } catch (UnknownHostException e) {
            addresses.completeExceptionally(e);
        }
    }
}
