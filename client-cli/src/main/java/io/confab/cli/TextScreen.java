package io.confab.cli;

import java.io.PrintStream;
import java.time.ZoneId;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lines for people where there is no terminal, never coloured: problems to standard error, all else to the output. */
final class TextScreen implements Screen {

    private final PrintStream out;
    private final PrintStream err;
    private final Supplier<@Nullable String> current;

    /** @param current the session that need not be named */
    TextScreen(PrintStream out, PrintStream err, Supplier<@Nullable String> current) {
        this.out = out;
        this.err = err;
        this.current = current;
    }

    @Override
    public synchronized void show(Output output) {
        Line line = new Line(ZoneId.systemDefault(), current.get());
        output.writeTo(line);
        String text = line.build().toString();
        if (!text.isEmpty()) {
            PrintStream stream = output.problem() ? err : out;
            stream.println(text);
            stream.flush();
        }
    }
}
