package io.confab.standalone;

import io.confab.api.CommandException;
import io.confab.api.Names;
import io.confab.server.ConfabServer;
import java.io.IOException;
import java.util.List;
import java.util.function.Supplier;

/** Does what is asked for on the admin socket. Thread-safe; blocks for as long as it takes. */
final class AdminOperations {

    /** Longer is not for a line at a terminal. */
    private static final int LONGEST_ANNOUNCEMENT = 1000;

    private final ConfabServer server;
    private final Reloader reloader;
    private final Runnable drain;
    private final Supplier<ServerStatus> status;

    /** @param drain asks the server to stop, and does not wait for it */
    AdminOperations(ConfabServer server, Reloader reloader, Runnable drain, Supplier<ServerStatus> status) {
        this.server = server;
        this.reloader = reloader;
        this.drain = drain;
        this.status = status;
    }

    /** @throws IOException saying in lines why not */
    AdminMessages.Reply perform(AdminMessages.Request request) throws IOException {
        try {
            return switch (request.command()) {
                case "status" -> AdminMessages.Reply.of(status.get());
                case "announce" -> announce(request);
                case "reload" -> AdminMessages.Reply.of(reloader.reload());
                case "drain" -> {
                    drain.run();
                    yield AdminMessages.Reply.of(List.of("draining: " + server.connections() + " connections"));
                }
                default -> throw new IOException("command: " + request.command() + " (expected: one of this server's)");
            };
        } catch (StartException | CommandException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private AdminMessages.Reply announce(AdminMessages.Request request) throws IOException {
        String text = word(request, 0, "text");
        if (text.isBlank() || text.length() > LONGEST_ANNOUNCEMENT) {
            throw new IOException(
                    "text: " + text.length() + " characters (expected: 1 to " + LONGEST_ANNOUNCEMENT + ")");
        }
        if (request.words().size() < 2) {
            return told(server.announce(text), "accounts online");
        }
        String session = Names.normalize(word(request, 1, "session"), "session");
        return told(server.announce(session, text), "members of " + session);
    }

    private static AdminMessages.Reply told(int number, String whom) {
        return AdminMessages.Reply.of(List.of("announced to " + number + " " + whom));
    }

    private static String word(AdminMessages.Request request, int index, String name) throws IOException {
        if (request.words().size() <= index) {
            throw new IOException(name + ": none (expected: one)");
        }
        return request.words().get(index);
    }
}
