package io.confab.benchmarks;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import io.confab.log.sqlite.SqliteLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Puts messages into a log directly, in turns into sessions {@code s0}, {@code s1} and so on: what it takes a server hours to
 * be told. Text n of a session is {@link Payload} n of publisher 0, and has the sequence {@link #first} + n.
 *
 * <p>As a program of its own it fills a log, and then goes on in small commits until it is killed.
 */
final class StoreWriter {

    private static final long PATIENCE_SECONDS = 120;
    private static final long DAY_MILLIS = 24L * 60 * 60 * 1000;

    /** The bytes of a batch, about, that stored sessions make of what is said. */
    private static final int BATCH_BYTES = 17 * 1024;

    /** What a message takes beside its text, about. */
    private static final int MESSAGE_BYTES = 40;

    /** Of a session, in a commit that is small: the journal takes it. */
    private static final int SMALL = 4;

    /** For how long it goes on if nobody kills it. */
    private static final long LONGEST_NANOS = SECONDS.toNanos(60);

    private final int payload;
    private final List<SessionDescription> sessions = new ArrayList<>();
    private final List<SessionLog> logs = new ArrayList<>();
    private final int[] written;

    /** @param durability of sessions that are not there yet */
    StoreWriter(SqliteLog log, int sessions, int payload, Durability durability)
            throws InterruptedException, ExecutionException, TimeoutException {
        this.payload = payload;
        this.written = new int[sessions];
        long created = System.currentTimeMillis() - DAY_MILLIS;
        Map<String, SessionDescription> there = wait(log.sessions().toCompletableFuture()).stream()
                .collect(Collectors.toMap(SessionDescription::name, Function.identity()));
        for (int i = 0; i < sessions; i++) {
            String name = session(i);
            SessionDescription session =
                    there.getOrDefault(name, new SessionDescription(name, "writer", durability, null, null, created));
            SessionLog opened = wait(log.open(session).toCompletableFuture());
            this.sessions.add(session);
            logs.add(opened);
            written[i] = opened.head() == 0 ? 0 : (int) (opened.head() - first(session) + 1);
        }
    }

    /** The name of a session. */
    static String session(int index) {
        return "s" + index;
    }

    /** The sequence of a session's first text. */
    static long first(SessionDescription session) {
        return session.created() * 1000 + 1;
    }

    // Committed or under way.
    private long total() {
        long total = 0;
        for (int each : written) {
            total += each;
        }
        return total;
    }

    /** Writes until there are so many messages, and tells after each commit how many there are. */
    void fill(long messages, Progress progress) throws InterruptedException, ExecutionException, TimeoutException {
        int batch = Math.max(1, BATCH_BYTES / (payload + MESSAGE_BYTES));
        for (long missing = messages - total(); missing > 0; missing = messages - total()) {
            int each = (int) Math.min(batch, missing / logs.size());
            wait(append(each, each == 0 ? (int) missing : 0));
            progress.committed(total());
        }
    }

    /** Writes on, in small commits of which one is always under way, for at most a minute. */
    private void goOn(Progress progress) throws InterruptedException, ExecutionException, TimeoutException {
        long start = System.nanoTime();
        CompletableFuture<@Nullable Void> earlier = append(SMALL, 0);
        while (System.nanoTime() - start < LONGEST_NANOS) {
            long total = total();
            CompletableFuture<@Nullable Void> next = append(SMALL, 0);
            wait(earlier);
            progress.committed(total);
            earlier = next;
        }
        wait(earlier);
    }

    /** Told how many messages there are. */
    @FunctionalInterface
    interface Progress {
        void committed(long total);
    }

    /** @param more how many sessions get one message more than the others */
    private CompletableFuture<@Nullable Void> append(int each, int more) {
        List<CompletableFuture<@Nullable Void>> commits = new ArrayList<>();
        for (int i = 0; i < logs.size(); i++) {
            int count = each + (i < more ? 1 : 0);
            if (count > 0) {
                commits.add(logs.get(i).append(messages(i, count)).toCompletableFuture());
                written[i] += count;
            }
        }
        return CompletableFuture.allOf(commits.toArray(CompletableFuture[]::new));
    }

    private List<LoggedMessage> messages(int session, int count) {
        SessionDescription description = sessions.get(session);
        List<LoggedMessage> messages = new ArrayList<>(count);
        for (int number = written[session]; number < written[session] + count; number++) {
            byte[] data = new byte[payload];
            ByteBuf out = Unpooled.wrappedBuffer(data).clear();
            Payload.write(out, 0, number, 0, payload);
            messages.add(new LoggedMessage(
                    description.name(),
                    "writer",
                    first(description) + number,
                    description.created() + number, // a thousand a second
                    new UUID(session, number),
                    false,
                    data));
        }
        return messages;
    }

    private static <T> T wait(CompletableFuture<T> future)
            throws InterruptedException, ExecutionException, TimeoutException {
        return future.get(PATIENCE_SECONDS, SECONDS);
    }

    // ---- as a program ----

    /** A process that runs this program on a file; its lines say how many messages are committed. */
    static Process start(Path file, int sessions, long messages, int payload) throws IOException {
        List<String> command = Jvm.command(List.of("-Xmx1g"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), StoreWriter.class.getName()));
        command.addAll(List.of(
                file.toString(), Integer.toString(sessions), Long.toString(messages), Integer.toString(payload)));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /**
     * Fills a log, and goes on.
     *
     * @param arguments the file, how many sessions, how many messages before it goes on, bytes of each
     */
    public static void main(String[] arguments) throws Exception {
        Thread watch = new Thread(StoreWriter::endWithItsParent, "parent");
        watch.setDaemon(true);
        watch.start();
        try (SqliteLog log = SqliteLog.open(Path.of(arguments[0]))) {
            StoreWriter writer = new StoreWriter(
                    log, Integer.parseInt(arguments[1]), Integer.parseInt(arguments[3]), Durability.SYNCED);
            Progress progress = total -> {
                System.out.println(total);
                System.out.flush();
            };
            writer.fill(Long.parseLong(arguments[2]), progress);
            writer.goOn(progress);
        }
    }

    // Whoever started this holds the other end of its input.
    private static void endWithItsParent() {
        try {
            while (System.in.read() >= 0) {
                // nothing is said to it
            }
        } catch (IOException e) {
            // the same
        }
        Runtime.getRuntime().halt(1);
    }
}
