package io.confab.benchmarks;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import io.confab.benchmarks.StoredBench.Verdict;
import io.confab.client.ConfabClient;
import io.confab.client.HistoryQuery;
import io.confab.log.sqlite.SqliteLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * A server starts on a log whose writer was killed in the middle of writing, and then, killed once more, the log is opened
 * alone: what the first leaves is in order. All that was acknowledged has to be there.
 */
final class OpeningCase implements StoredBench.Case {

    private static final int MESSAGES = 10_000_000;

    /** How much is written in small commits before the writer is killed: as much as the journal gets long. */
    private static final int IN_SMALL_COMMITS = 150_000;

    private static final int NEWEST = 100;
    private static final long PATIENCE_SECONDS = 60;
    private static final long LONGEST_FILLING_SECONDS = 900;

    @Override
    public Verdict measure(StoredOptions options, Path folder)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        int messages = options.messages(MESSAGES);
        Path empty = Files.createDirectory(folder.resolve("empty"));
        Duration readyWithout;
        try (ServerProcess server = ServerProcess.start(options.launch(), empty)) {
            readyWithout = server.readyAfter();
        }
        loadClasses(empty.resolve("other.db"), options);

        Path data = Files.createDirectory(folder.resolve("data"));
        Path file = data.resolve("messages.db");
        long toServer = write(options, file, messages);
        Duration ready;
        long found;
        try (ServerProcess server = ServerProcess.start(options.launch(), data)) {
            ready = server.readyAfter();
            found = count(server, options);
        }
        long toLog = write(options, file, messages);
        long bytes = Files.size(file);
        long start = System.nanoTime();
        try (SqliteLog log = SqliteLog.open(file)) {
            Duration opened = Duration.ofNanos(System.nanoTime() - start);
            long foundAlone = count(log, options);
            boolean right = found >= toServer && foundAlone >= toLog;
            String line = String.format(
                    Locale.ROOT,
                    "%,d messages in %,d sessions, %,d MB, their writer killed: server ready after %.2f s (%.2f s with"
                            + " nothing stored), with %,d messages of %,d acknowledged; killed again, the log alone opens"
                            + " in %.3f s, with %,d of %,d",
                    messages,
                    options.sessions,
                    bytes / 1_000_000,
                    seconds(ready),
                    seconds(readyWithout),
                    found,
                    toServer,
                    seconds(opened),
                    foundAlone,
                    toLog);
            return new Verdict(right, line);
        }
    }

    // What a JVM needs to open any log is no part of what this one takes.
    private static void loadClasses(Path file, StoredOptions options)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        try (SqliteLog log = SqliteLog.open(file)) {
            new StoreWriter(log, 1, options.payload, Durability.WRITTEN).fill(1, total -> {});
        }
        SqliteLog.open(file).close();
    }

    private static double seconds(Duration duration) {
        return duration.toNanos() / 1e9;
    }

    // ---- writing ----

    /**
     * Has another process write until there are more messages than so many, and kills it while it writes on.
     *
     * @return how many were acknowledged
     */
    private static long write(StoredOptions options, Path file, int messages) throws IOException, InterruptedException {
        Process writer = StoreWriter.start(file, options.sessions, messages, options.payload);
        Thread limit = new Thread(() -> killLater(writer), "limit");
        limit.setDaemon(true);
        limit.start();
        long first = 0;
        long acknowledged = 0;
        boolean killed = false;
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
            int more = Math.min(IN_SMALL_COMMITS, Math.max(1000, messages / 10));
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                acknowledged = Long.parseLong(line);
                first = first == 0 ? acknowledged : first;
                if (!killed && acknowledged >= Math.max(messages, first) + more) {
                    writer.toHandle()
                            .destroyForcibly(); // the process alone: what it said before may still be in the pipe
                    killed = true;
                }
            }
        } finally {
            writer.destroyForcibly().waitFor();
            limit.interrupt();
        }
        if (!killed) {
            throw new IOException(
                    "writer: ended after " + acknowledged + " messages (expected: to go on until killed)");
        }
        return acknowledged;
    }

    private static void killLater(Process writer) {
        try {
            if (!writer.waitFor(LONGEST_FILLING_SECONDS, SECONDS)) {
                writer.destroyForcibly();
            }
        } catch (InterruptedException e) {
            // it has ended
        }
    }

    // ---- counting ----

    private static long count(ServerProcess server, StoredOptions options)
            throws InterruptedException, ExecutionException, TimeoutException, IOException {
        long total = 0;
        try (ConfabClient reader = ConfabClient.builder()
                .host(server.address().getHostString())
                .port(server.address().getPort())
                .connect()
                .get(PATIENCE_SECONDS, SECONDS)) {
            reader.login("reader", "benchmark").get(PATIENCE_SECONDS, SECONDS);
            for (int i = 0; i < options.sessions; i++) {
                String session = StoreWriter.session(i);
                reader.join(session).get(PATIENCE_SECONDS, SECONDS);
                total += count(
                        reader.history(session, HistoryQuery.latest(NEWEST))
                                .get(PATIENCE_SECONDS, SECONDS)
                                .messages(),
                        options.payload);
                reader.leave(session).get(PATIENCE_SECONDS, SECONDS);
            }
        }
        return total;
    }

    private static long count(SqliteLog log, StoredOptions options)
            throws InterruptedException, ExecutionException, TimeoutException, IOException {
        long total = 0;
        List<SessionDescription> sessions = log.sessions().toCompletableFuture().get(PATIENCE_SECONDS, SECONDS);
        for (SessionDescription session : sessions) {
            SessionLog opened = log.open(session).toCompletableFuture().get(PATIENCE_SECONDS, SECONDS);
            total += count(
                    opened.read(0, Long.MAX_VALUE, NEWEST, Integer.MAX_VALUE, true)
                            .toCompletableFuture()
                            .get(PATIENCE_SECONDS, SECONDS),
                    options.payload);
            opened.close();
        }
        return total;
    }

    /**
     * How many messages a session has, by its newest.
     *
     * @throws IOException if one of these is missing or is not what was written
     */
    private static long count(List<LoggedMessage> newest, int payload) throws IOException {
        long count = 0;
        long sequence = 0;
        for (LoggedMessage message : newest) {
            ByteBuf data = Unpooled.wrappedBuffer(message.data());
            boolean intact = Payload.isIntact(data, 0, data.readableBytes(), payload);
            boolean follows = count == 0 || Payload.number(data, 0) == count && message.sequence() == sequence + 1;
            if (!intact || !follows) {
                throw new IOException(message + ": not what was written (expected: message " + count + ", intact)");
            }
            count = Payload.number(data, 0) + 1L;
            sequence = message.sequence();
        }
        return count;
    }
}
