package io.confab.standalone;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.Ban;
import io.confab.api.CommandException;
import io.confab.api.Names;
import io.confab.server.ConfabServer;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what is asked for on the admin socket. Thread-safe; blocks for as long as it takes. */
final class AdminOperations {

    private static final Logger log = LoggerFactory.getLogger(AdminOperations.class);

    /** Longer is not for a line at a terminal. */
    private static final int LONGEST_ANNOUNCEMENT = 1000;

    /** Commands that only look. */
    private static final Set<String> LOOKS = Set.of("status", "bans");

    private static final long PATIENCE_SECONDS = 30;

    private final ConfabServer server;
    private final Reloader reloader;
    private final Runnable drain;
    private final Supplier<ServerStatus> status;
    private final AuditListener audit;

    /**
     * @param drain asks the server to stop, and does not wait for it
     * @param audit told of every command that may change something, before it is carried out
     */
    AdminOperations(
            ConfabServer server,
            Reloader reloader,
            Runnable drain,
            Supplier<ServerStatus> status,
            AuditListener audit) {
        this.server = server;
        this.reloader = reloader;
        this.drain = drain;
        this.status = status;
        this.audit = audit;
    }

    /** @throws IOException saying in lines why not */
    AdminMessages.Reply perform(AdminMessages.Request request) throws IOException {
        if (!LOOKS.contains(request.command())) {
            audit.audited(new AuditEvent.AdminCommand("admin socket", told(request)));
        }
        try {
            return switch (request.command()) {
                case "status" -> AdminMessages.Reply.of(status.get());
                case "announce" -> announce(request);
                case "kick" -> kick(request);
                case "ban" -> ban(request);
                case "unban" -> unban(request);
                case "bans" -> bans();
                case "close" -> close(request);
                case "reload" -> AdminMessages.Reply.of(reloader.reload());
                case "drain" -> {
                    log.info("Drain: stopping, as the admin socket was told to");
                    drain.run();
                    yield AdminMessages.Reply.of(List.of("draining: " + server.connections() + " connections"));
                }
                default -> throw new IOException("command: " + request.command() + " (expected: one of this server's)");
            };
        } catch (StartException | CommandException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /** A command with its words, but without any text that is for members. */
    static String told(AdminMessages.Request request) {
        Stream<String> words = request.words().stream().skip(request.command().equals("announce") ? 1 : 0);
        return Stream.concat(Stream.of(request.command()), words).collect(Collectors.joining(" "));
    }

    private AdminMessages.Reply announce(AdminMessages.Request request) throws IOException {
        String text = word(request, 0, "text");
        if (text.isBlank() || text.length() > LONGEST_ANNOUNCEMENT) {
            throw new IOException(
                    "text: " + text.length() + " characters (expected: 1 to " + LONGEST_ANNOUNCEMENT + ")");
        }
        if (request.words().size() < 2) {
            return announced(server.announce(text), "account", " online");
        }
        String session = Names.normalize(word(request, 1, "session"), "session");
        return announced(server.announce(session, text), "member", " of " + session);
    }

    private AdminMessages.Reply kick(AdminMessages.Request request) throws IOException {
        String account = word(request, 0, "account");
        String reason = reason(request, "put out by the operator");
        String session = session(request);
        if (session.equals(Ban.SERVER)) {
            return said(server.kick(account, reason), account, "put off the server", "not logged in");
        }
        return said(
                await(server.kick(session, account, reason)), account, "put out of " + session, "not in " + session);
    }

    private AdminMessages.Reply ban(AdminMessages.Request request) throws IOException {
        String account = word(request, 0, "account");
        String session = session(request);
        Long seconds = request.seconds();
        if (seconds != null && seconds < 1) {
            throw new IOException("seconds: " + seconds + " (expected: 1 or more)");
        }
        @Nullable Duration time = seconds == null ? null : Duration.ofSeconds(seconds);
        boolean there = await(server.ban(session, account, request.reason(), time));
        String from = session.equals(Ban.SERVER) ? "the server" : session;
        return said(true, account, "banned from " + from + (there ? ", and put out" : ""), "");
    }

    private AdminMessages.Reply unban(AdminMessages.Request request) throws IOException {
        String account = word(request, 0, "account");
        String session = session(request);
        String from = session.equals(Ban.SERVER) ? "the server" : session;
        return said(
                await(server.unban(session, account)),
                account,
                "no longer banned from " + from,
                "was not banned from " + from);
    }

    private AdminMessages.Reply bans() {
        List<String> lines = server.bans().stream()
                .sorted(Comparator.comparing(Ban::session).thenComparing(Ban::account))
                .map(AdminOperations::line)
                .toList();
        return AdminMessages.Reply.of(lines.isEmpty() ? List.of("nobody is banned") : lines);
    }

    private static String line(Ban ban) {
        Long end = ban.until();
        return "%s from %s by %s%s%s"
                .formatted(
                        ban.account(),
                        ban.session().equals(Ban.SERVER) ? "the server" : ban.session(),
                        ban.by(),
                        end == null ? "" : ", until " + Instant.ofEpochMilli(end),
                        ban.reason() == null ? "" : ": " + ban.reason());
    }

    private AdminMessages.Reply close(AdminMessages.Request request) throws IOException {
        String session = word(request, 0, "session");
        await(server.closeSession(session, reason(request, "closed by the operator")));
        return AdminMessages.Reply.of(List.of(session + ": closed, with everything that was said in it"));
    }

    private static AdminMessages.Reply said(boolean done, String whom, String yes, String no) throws IOException {
        if (!done) {
            throw new IOException(whom + ": " + no);
        }
        return AdminMessages.Reply.of(List.of(whom + ": " + yes));
    }

    private static String session(AdminMessages.Request request) {
        return request.words().size() < 2 ? Ban.SERVER : request.words().get(1);
    }

    private static String reason(AdminMessages.Request request, String otherwise) {
        String reason = request.reason();
        return reason == null ? otherwise : reason;
    }

    private static <T extends @Nullable Object> T await(CompletableFuture<T> future) throws IOException {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            throw new IOException(String.valueOf((cause == null ? e : cause).getMessage()), e);
        } catch (TimeoutException e) {
            throw new IOException("server: no answer for " + PATIENCE_SECONDS + " s (expected: one)", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("server: stopping (expected: one that goes on)", e);
        }
    }

    private static AdminMessages.Reply announced(int number, String noun, String where) {
        return AdminMessages.Reply.of(
                List.of("announced to " + number + " " + noun + (number == 1 ? "" : "s") + where));
    }

    private static String word(AdminMessages.Request request, int index, String name) throws IOException {
        if (request.words().size() <= index) {
            throw new IOException(name + ": none (expected: one)");
        }
        return request.words().get(index);
    }
}
