package io.confab.standalone;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns SIGTERM and SIGINT into a request to stop; a second one ends the process at once, with 128 + its number as a shell
 * has it. SIGHUP asks for a reload, but where it says that the terminal is gone which the server was started from: then it
 * is as SIGTERM. A shutdown hook would not do: the JVM is deaf to signals while it runs hooks, and its exit code is
 * then 143 however clean the end was.
 *
 * <p>Signals are {@code sun.misc.Signal}'s, which nothing public replaces. It is reached by reflection: javac warns of
 * every mention of it and cannot be told that this is known.
 */
final class Signals {

    private static final Logger log = LoggerFactory.getLogger(Signals.class);
    private static final int SIGNALLED = 128;

    /** As POSIX numbers them. */
    private static final Map<String, Integer> NUMBERS = Map.of("TERM", 15, "INT", 2, "HUP", 1);

    /** Can be opened by whoever has a terminal, and by nobody whose terminal is gone. */
    private static final Path TERMINAL = Path.of("/dev/tty");

    enum Request {
        RELOAD,
        STOP
    }

    private final BlockingQueue<Request> requests = new LinkedBlockingQueue<>();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final boolean fromTerminal = hasTerminal();

    /** Waits for what is asked for next; nothing follows {@link Request#STOP}. An interrupt asks to stop. */
    Request next() {
        try {
            return requests.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Request.STOP;
        }
    }

    /** Asks to stop, as a signal does. */
    void stop() {
        if (stopping.compareAndSet(false, true)) {
            requests.add(Request.STOP);
        }
    }

    private static boolean hasTerminal() {
        try {
            Files.newByteChannel(TERMINAL).close();
            return true;
        } catch (IOException | RuntimeException e) {
            return false;
        }
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
                Signals.class.getClassLoader(), new Class<?>[] {signalHandler}, (proxy, method, arguments) -> {
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
            default -> "signals";
        };
    }

    private void received(String name, int number) {
        if (name.equals("HUP")) {
            hungUp();
            return;
        }
        if (stopping.get()) {
            Runtime.getRuntime().halt(SIGNALLED + number);
        }
        log.info("SIG{}: stopping; once more ends the server at once", name);
        stop();
    }

    // A shell may send one more when its terminal goes, so it never ends a server that is stopping.
    private void hungUp() {
        if (stopping.get()) {
            return;
        }
        if (fromTerminal && !hasTerminal()) {
            log.info("SIGHUP: stopping, as the terminal is gone that the server was started from");
            stop();
        } else if (!requests.contains(Request.RELOAD)) {
            log.info("SIGHUP: reloading");
            requests.add(Request.RELOAD);
        }
    }
}
