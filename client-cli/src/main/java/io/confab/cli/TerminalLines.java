package io.confab.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.function.Supplier;
import org.jline.reader.Completer;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.LineReaderImpl;
import org.jline.terminal.Terminal;
import org.jline.utils.AttributedString;
import org.jspecify.annotations.Nullable;

/**
 * Lines typed at a terminal, with a prompt that tells who one is and where. What comes meanwhile is printed above the
 * line being typed.
 */
final class TerminalLines implements Lines {

    private final Terminal terminal;
    private final boolean colours;
    private final LineReader reader;
    private Supplier<@Nullable String> account = () -> null;
    private Supplier<@Nullable String> session = () -> null;
    private volatile boolean lineWanted;

    /**
     * @param terminal taken over
     * @param history  the file of what was typed, or null for none
     */
    TerminalLines(Terminal terminal, boolean colours, Completer completer, @Nullable Path history) {
        this.terminal = terminal;
        this.colours = colours;
        LineReaderBuilder builder = LineReaderBuilder.builder()
                .terminal(terminal)
                .appName("confab")
                .parser(new WordParser())
                .completer(completer)
                .history(new SecretlessHistory())
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .option(LineReader.Option.AUTO_FRESH_LINE, false);
        if (history != null) {
            builder.variable(LineReader.HISTORY_FILE, history);
        }
        this.reader = builder.build();
        // While a line is read, the reader has Ctrl-C; at other times somebody does not want to wait any longer.
        Thread waiting = Thread.currentThread();
        terminal.handle(Terminal.Signal.INT, signal -> waiting.interrupt());
    }

    /** What the prompt tells; before the first line is read. */
    void promptFrom(Supplier<@Nullable String> account, Supplier<@Nullable String> session) {
        this.account = account;
        this.session = session;
    }

    @Override
    public @Nullable String next() {
        while (true) {
            boolean ignored = Thread.interrupted(); // a Ctrl-C that came too late for the last command
            try {
                lineWanted = true;
                return reader.readLine(prompt());
            } catch (UserInterruptException e) {
                if (e.getPartialLine().isEmpty()) {
                    print(new Line(ZoneOffset.UTC, null)
                            .note("(/quit --all or Ctrl-D leaves, logs out and quits)")
                            .build());
                }
            } catch (EndOfFileException e) {
                return null;
            } finally {
                lineWanted = false;
            }
        }
    }

    @Override
    public @Nullable String password(String prompt) {
        reader.setVariable(LineReader.DISABLE_COMPLETION, true);
        try {
            return reader.readLine(escaped(prompt), '\0');
        } catch (UserInterruptException | EndOfFileException e) {
            return null;
        } finally {
            reader.setVariable(LineReader.DISABLE_COMPLETION, false);
        }
    }

    /** Prints above the line being typed, if there is one. From any thread. */
    void print(AttributedString text) {
        if (lineWanted && reader instanceof LineReaderImpl impl) {
            impl.setPrompt(prompt()); // what is printed may be that one is there no longer
        }
        reader.printAbove(render(text));
    }

    private String prompt() {
        Line line = new Line(ZoneOffset.UTC, null);
        String name = account.get();
        String place = session.get();
        if (name == null) {
            line.note("confab");
        } else {
            line.account(name);
        }
        if (place != null) {
            line.note("@").session(place);
        }
        return escaped(render(line.text("> ").build()));
    }

    private String render(AttributedString text) {
        return colours ? text.toAnsi(terminal) : text.toString();
    }

    // To the reader, a percent sign begins a pattern.
    private static String escaped(String prompt) {
        return prompt.replace("%", "%%");
    }

    @Override
    public boolean interactive() {
        return true;
    }

    @Override
    public void lost() {
        // who sits there was told, and may log in again
    }

    @Override
    public void close() {
        try {
            terminal.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
