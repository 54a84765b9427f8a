package io.confab.examples.gateway;

import io.confab.server.ConfabServer;

/** A server with the line protocol at port 26640, beside its own at 26632. */
public final class LineServer {

    private LineServer() {}

    /** Runs a server until the JVM is told to stop. */
    public static void main(String[] args) {
        ConfabServer server = ConfabServer.builder()
                .openAccounts() // any name, any password
                .gateway(new LineGateway(26640))
                .start()
                .join();
        System.out.println("Lines at " + server.address("lines"));
        server.closeFuture().join();
    }
}
