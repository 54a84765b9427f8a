package io.confab.benchmarks;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.benchmarks.StoredBench.Verdict;
import io.confab.client.ConfabClient;
import io.confab.client.HistoryPage;
import io.confab.client.HistoryQuery;
import io.confab.log.sqlite.SqliteLog;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;

/** Somebody reads a session backwards from its newest message to its first, one page after the other. */
final class HistoryCase implements StoredBench.Case {

    private static final int MESSAGES = 1_000_000;
    private static final int PAGE = 100;
    private static final long PATIENCE_SECONDS = 60;
    private static final long LONGEST_NANOS = SECONDS.toNanos(600);

    @Override
    public Verdict measure(StoredOptions options, Path folder)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        int messages = options.messages(MESSAGES);
        try (SqliteLog log = SqliteLog.open(folder.resolve("messages.db"))) {
            new StoreWriter(log, 1, options.payload, Durability.WRITTEN).fill(messages, total -> {});
        }
        try (ServerProcess server = ServerProcess.start(options.launch(), folder);
                ConfabClient reader = ConfabClient.builder()
                        .host(server.address().getHostString())
                        .port(server.address().getPort())
                        .connect()
                        .get(PATIENCE_SECONDS, SECONDS)) {
            reader.login("reader", "benchmark").get(PATIENCE_SECONDS, SECONDS);
            reader.join(StoreWriter.session(0)).get(PATIENCE_SECONDS, SECONDS);
            Backwards backwards = new Backwards(reader, messages, options.payload);
            backwards.warmUp();
            backwards.read();
            return backwards.verdict();
        }
    }

    /** The reading. */
    private static final class Backwards {
        private final ConfabClient reader;
        private final int messages;
        private final int payload;
        private final List<Long> nanos = new ArrayList<>();
        private int next;
        private String trouble = "";

        Backwards(ConfabClient reader, int messages, int payload) {
            this.reader = reader;
            this.messages = messages;
            this.payload = payload;
            this.next = messages;
        }

        /** Reads as much as a tenth of it from the middle on, for the sake of the JVMs at both ends. */
        void warmUp() throws InterruptedException, ExecutionException, TimeoutException {
            HistoryPage newest = page(HistoryQuery.latest(1));
            if (newest.messages().isEmpty()) {
                return; // which read() tells
            }
            long before = newest.messages().get(0).sequence() - messages / 2;
            for (int page = 0; page < messages / PAGE / 10; page++) {
                HistoryPage read = page(HistoryQuery.before(before, PAGE));
                if (read.messages().isEmpty()) {
                    return;
                }
                before = read.messages().get(0).sequence();
            }
        }

        void read() throws InterruptedException, ExecutionException, TimeoutException {
            long start = System.nanoTime();
            HistoryQuery query = HistoryQuery.latest(PAGE);
            boolean more = true;
            while (more && trouble.isEmpty()) {
                long asked = System.nanoTime();
                HistoryPage page = page(query);
                nanos.add(System.nanoTime() - asked);
                check(page);
                more = page.more() && !page.messages().isEmpty();
                if (more) {
                    query = HistoryQuery.before(page.messages().get(0).sequence(), PAGE);
                }
                if (System.nanoTime() - start > LONGEST_NANOS) {
                    trouble = "not at its first message after 600 s";
                }
            }
            if (next != 0 && trouble.isEmpty()) {
                trouble = String.format(Locale.ROOT, "ended at message %,d (expected: 0)", next);
            }
        }

        private HistoryPage page(HistoryQuery query) throws InterruptedException, ExecutionException, TimeoutException {
            return reader.history(StoreWriter.session(0), query).get(PATIENCE_SECONDS, SECONDS);
        }

        private void check(HistoryPage page) {
            for (int i = page.messages().size() - 1; i >= 0 && trouble.isEmpty(); i--) {
                LoggedMessage message = page.messages().get(i);
                ByteBuf data = Unpooled.wrappedBuffer(message.data());
                next--;
                if (!Payload.isIntact(data, 0, data.readableBytes(), payload) || Payload.number(data, 0) != next) {
                    trouble = String.format(Locale.ROOT, "%s (expected: message %,d, intact)", message, next);
                }
            }
        }

        Verdict verdict() {
            int tenth = Math.max(1, nanos.size() / 10);
            Histogram all = histogram(nanos);
            String line = String.format(
                    Locale.ROOT,
                    "%,d messages read backwards in %,d pages of %d: p50 %.2f ms, p99 %.2f ms a page;"
                            + " p99 of the first tenth %.2f ms, of the last %.2f ms%s",
                    messages - next,
                    nanos.size(),
                    PAGE,
                    millis(all, 50),
                    millis(all, 99),
                    millis(histogram(nanos.subList(0, tenth)), 99),
                    millis(histogram(nanos.subList(nanos.size() - tenth, nanos.size())), 99),
                    trouble.isEmpty() ? "" : "; " + trouble);
            return new Verdict(trouble.isEmpty(), line);
        }

        private static Histogram histogram(List<Long> nanos) {
            Histogram histogram = new Histogram(3);
            nanos.forEach(histogram::recordValue);
            return histogram;
        }

        private static double millis(Histogram histogram, double percentile) {
            return histogram.getValueAtPercentile(percentile)
                    / (double) Duration.ofMillis(1).toNanos();
        }
    }
}
