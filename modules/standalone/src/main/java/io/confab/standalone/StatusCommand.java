package io.confab.standalone;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** {@code confab status}: how a running server is; once, or again and again. */
final class StatusCommand {

    private static final long EVERY_MILLIS = 1000;

    /** To the upper left corner, and nothing there. */
    private static final String CLEAR = "\u001b[H\u001b[2J";

    private final AdminClient client;
    private final boolean json;
    private final PrintStream out;

    StatusCommand(AdminClient client, boolean json, PrintStream out) {
        this.client = client;
        this.json = json;
        this.out = out;
    }

    ExitCode once() throws StartException {
        out.print(text());
        out.flush();
        return ExitCode.OK;
    }

    /** Until the process is ended; over restarts of the server, too. */
    ExitCode watch() {
        CountDownLatch never = new CountDownLatch(1);
        boolean clears = !json && hasTerminal();
        try {
            do {
                String text;
                try {
                    text = text();
                } catch (StartException e) {
                    text = e.getMessage() + System.lineSeparator();
                }
                out.print(clears ? CLEAR + text : text);
                out.flush();
            } while (!never.await(EVERY_MILLIS, TimeUnit.MILLISECONDS));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.OK;
    }

    @SuppressWarnings("SystemConsoleNull") // from 22 on there always is one, and a pipe gets what clears a screen, too
    private static boolean hasTerminal() {
        return System.console() != null;
    }

    private String text() throws StartException {
        JsonNode status = client.ask(AdminMessages.Request.of("status", java.util.List.of()))
                .status();
        if (status == null) {
            throw new StartException(ExitCode.FAILED, "status: none (expected: one)");
        }
        if (json) {
            return status + System.lineSeparator();
        }
        try {
            return StatusText.of(AdminMessages.status(status));
        } catch (IOException e) {
            throw new StartException(ExitCode.FAILED, String.valueOf(e.getMessage()));
        }
    }
}
