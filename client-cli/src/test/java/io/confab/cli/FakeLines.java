package io.confab.cli;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lines and a password known beforehand. */
final class FakeLines implements Lines {

    final List<String> prompts = new ArrayList<>();
    private final Deque<String> lines;
    private final boolean interactive;
    private final @Nullable String password;

    FakeLines(boolean interactive, @Nullable String password, String... lines) {
        this.interactive = interactive;
        this.password = password;
        this.lines = new ArrayDeque<>(List.of(lines));
    }

    @Override
    public @Nullable String next() {
        return lines.poll();
    }

    @Override
    public @Nullable String password(String prompt) {
        prompts.add(prompt);
        return password;
    }

    @Override
    public boolean interactive() {
        return interactive;
    }

    @Override
    public void lost() {}

    @Override
    public void close() {}
}
