package io.confab.standalone;

import io.confab.server.ConfabServerBuilder;
import java.util.Locale;
import java.util.function.BiConsumer;

/**
 * A setting there is.
 *
 * @param name        as the configuration file spells it: words with hyphens, groups with dots
 * @param type        what its values are
 * @param defaultText the value it has where nothing sets it, as one would write it
 * @param description one sentence without its full stop
 * @param uptake      when another value than before is taken up
 * @param knob        what turns it in the server's builder; nothing for the settings of the standalone server itself
 */
record Key<T>(
        String name,
        ValueType<T> type,
        String defaultText,
        String description,
        Uptake uptake,
        BiConsumer<ConfabServerBuilder, T> knob) {

    enum Uptake {
        /** The server has to be started anew. */
        AT_START,
        /** SIGHUP, or {@code confab admin reload}, is enough. */
        ON_RELOAD
    }

    Key(
            String name,
            ValueType<T> type,
            String defaultText,
            String description,
            BiConsumer<ConfabServerBuilder, T> knob) {
        this(name, type, defaultText, description, Uptake.AT_START, knob);
    }

    /** A setting of the standalone server itself. */
    Key(String name, ValueType<T> type, String defaultText, String description) {
        this(name, type, defaultText, description, (builder, value) -> {});
    }

    /** The same, but taken up {@link Uptake#ON_RELOAD}: by the server's builder, or by a {@link Reloadable}. */
    Key<T> onReload() {
        return new Key<>(name, type, defaultText, description, Uptake.ON_RELOAD, knob);
    }

    /** The environment variable that sets it. */
    String variable() {
        return "CONFAB_" + name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
    }

    void apply(Settings settings, ConfabServerBuilder builder) {
        knob.accept(builder, settings.value(this));
    }
}
