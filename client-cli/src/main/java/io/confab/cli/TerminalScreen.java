package io.confab.cli;

import java.time.ZoneId;
import java.util.function.Supplier;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/** Shows people what comes, without tearing the line they type. */
final class TerminalScreen implements Screen {

    private final TerminalLines lines;
    private final Supplier<@Nullable String> current;

    /** @param current the session that need not be named */
    TerminalScreen(TerminalLines lines, Supplier<@Nullable String> current) {
        this.lines = lines;
        this.current = current;
    }

    @Override
    public synchronized void show(Output output) {
        Line line = new Line(ZoneId.systemDefault(), current.get());
        output.writeTo(line);
        AttributedString text = line.build();
        if (text.length() > 0) {
            lines.print(text);
        }
    }
}
