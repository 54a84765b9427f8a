package io.confab.server;

import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks up what plugs in and was not set on the builder. */
final class Plugins {

    private Plugins() {}

    /**
     * What was set, or else the only service there is, or else the default.
     *
     * @throws IllegalStateException if there are several services, or one that does not load
     */
    static <T> @Nullable T one(@Nullable T set, ServiceLoader<T> loader, Class<T> kind) {
        if (set != null) {
            return set;
        }
        List<T> found = load(loader, kind);
        if (found.size() > 1) {
            throw new IllegalStateException(kind.getSimpleName() + ": " + found + " (expected: one, or one set)");
        }
        return found.isEmpty() ? null : found.get(0);
    }

    /** What was set, or else all services there are. */
    static <T> List<T> all(List<T> set, ServiceLoader<T> loader, Class<T> kind) {
        return set.isEmpty() ? load(loader, kind) : List.copyOf(set);
    }

    static <T> T orElse(@Nullable T value, Supplier<T> other) {
        return value == null ? other.get() : value;
    }

    private static <T> List<T> load(ServiceLoader<T> loader, Class<T> kind) {
        try {
            return loader.stream().map(ServiceLoader.Provider::get).toList();
        } catch (ServiceConfigurationError e) {
            throw new IllegalStateException(kind.getSimpleName() + ": a service does not load (expected: all do)", e);
        }
    }
}
