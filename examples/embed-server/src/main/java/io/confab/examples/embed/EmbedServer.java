package io.confab.examples.embed;

import io.confab.server.ConfabServer;
import java.time.Duration;

/** A server inside an application, in ten lines. */
public final class EmbedServer {

    private EmbedServer() {}

    /** Runs a server until the JVM is told to stop. */
    public static void main(String[] args) {
        ConfabServer server = ConfabServer.builder()
                .port(26632)
                .openAccounts() // any name, any password: see custom-authenticator for real ones
                .start()
                .join();
        System.out.println("Listening on " + server.address());
        Runtime.getRuntime()
                .addShutdownHook(
                        new Thread(() -> server.close(Duration.ofSeconds(5)).join()));
        server.closeFuture().join();
    }
}
