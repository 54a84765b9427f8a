package io.confab.standalone;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns SIGTERM, SIGINT and SIGHUP into a request to stop; a second one ends the process at once, with 128 + its number
 * as a shell has it. A shutdown hook would not do: the JVM is deaf to signals while it runs hooks, and its exit code is
 * then 143 however clean the end was.
 */
@SuppressWarnings("sunapi") // no import: javac would warn there whatever is said here
final class StopSignals {

    private static final Logger log = LoggerFactory.getLogger(StopSignals.class);
    private static final int SIGNALLED = 128;

    private final CompletableFuture<Void> requested = new CompletableFuture<>();

    /** Completes with the first signal, on the thread of the signal. */
    CompletableFuture<Void> requested() {
        return requested;
    }

    void install() {
        for (String name : List.of("TERM", "INT", "HUP")) {
            try {
                sun.misc.Signal.handle(new sun.misc.Signal(name), this::received);
            } catch (IllegalArgumentException e) {
                log.debug("SIG{}: left to the JVM: {}", name, e.getMessage()); // as with -Xrs, or on Windows
            }
        }
    }

    private void received(sun.misc.Signal signal) {
        if (requested.isDone()) {
            Runtime.getRuntime().halt(SIGNALLED + signal.getNumber());
        }
        log.info("SIG{}: stopping; once more ends the server at once", signal.getName());
        requested.complete(null);
    }
}
