package io.confab.standalone;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns SIGTERM, SIGINT and SIGHUP into a request to stop; a second one ends the process at once, with 128 + its number
 * as a shell has it. A shutdown hook would not do: the JVM is deaf to signals while it runs hooks, and its exit code is
 * then 143 however clean the end was.
 *
 * <p>Signals are {@code sun.misc.Signal}'s, which nothing public replaces. It is reached by reflection: javac warns of
 * every mention of it and cannot be told that this is known.
 */
final class StopSignals {

    private static final Logger log = LoggerFactory.getLogger(StopSignals.class);
    private static final int SIGNALLED = 128;

    /** As POSIX numbers them. */
    private static final Map<String, Integer> NUMBERS = Map.of("TERM", 15, "INT", 2, "HUP", 1);

    private final CompletableFuture<Void> requested = new CompletableFuture<>();

    /** Completes with the first signal, on the thread of the signal. */
    CompletableFuture<Void> requested() {
        return requested;
    }

    /** Where a JVM has no such signals, or keeps them for itself as with {@code -Xrs}, they are left to it. */
    void install() {
        NUMBERS.forEach((name, number) -> {
            try {
                handle(name, number);
            } catch (InvocationTargetException e) {
                log.debug("SIG{}: left to the JVM", name, e.getCause());
            } catch (ReflectiveOperationException e) {
                log.debug("SIG{}: left to the JVM", name, e);
            }
        });
    }

    private void handle(String name, int number) throws ReflectiveOperationException {
        Class<?> signal = Class.forName("sun.misc.Signal");
        Class<?> signalHandler = Class.forName("sun.misc.SignalHandler");
        Object handler = Proxy.newProxyInstance(
                StopSignals.class.getClassLoader(), new Class<?>[] {signalHandler}, (proxy, method, arguments) -> {
                    if (method.getDeclaringClass() == signalHandler) {
                        received(name, number);
                        return null;
                    }
                    return ofObject(proxy, method.getName(), arguments);
                });
        signal.getMethod("handle", signal, signalHandler)
                .invoke(null, signal.getConstructor(String.class).newInstance(name), handler);
    }

    /** A proxy answers for the methods of {@link Object} too. */
    private static Object ofObject(Object proxy, String method, Object @Nullable [] arguments) {
        return switch (method) {
            case "equals" -> arguments != null && proxy == arguments[0];
            case "hashCode" -> System.identityHashCode(proxy);
            default -> "stop signals";
        };
    }

    private void received(String name, int number) {
        if (requested.isDone()) {
            Runtime.getRuntime().halt(SIGNALLED + number);
        }
        log.info("SIG{}: stopping; once more ends the server at once", name);
        requested.complete(null);
    }
}
