package io.confab.it.abuse;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.LaggedEvent;
import io.confab.codec.TextEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Ten members of one session, each of whom says something five times a second, and how long that takes to the nine others:
 * from when it was due, however late it was said.
 */
final class Chatters implements AutoCloseable {

    static final String SESSION = "lobby";

    private static final int COUNT = 10;
    private static final int TEXTS_PER_SECOND = 50;
    private static final long PATIENCE_SECONDS = 60;
    private static final String PREFIX = "chatter";

    private final List<Chatter> chatters = new ArrayList<>();
    private final ScheduledExecutorService talking = Executors.newSingleThreadScheduledExecutor();
    private final Recorder latency = new Recorder(3);
    private final AtomicLong said = new AtomicLong();
    private final AtomicLong heard = new AtomicLong();
    private final ConcurrentLinkedQueue<String> wrong = new ConcurrentLinkedQueue<>();
    private @Nullable ScheduledFuture<?> round;

    static List<String> accounts() {
        List<String> accounts = new ArrayList<>();
        for (int i = 0; i < COUNT; i++) {
            accounts.add(PREFIX + i);
        }
        return accounts;
    }

    Chatters(int port, String password) throws Exception {
        for (int i = 0; i < COUNT; i++) {
            Chatter chatter = new Chatter();
            chatters.add(chatter);
            chatter.client = ConfabClient.builder()
                    .port(port)
                    .requestTimeout(Duration.ofSeconds(PATIENCE_SECONDS))
                    .listener(chatter)
                    .connect()
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            chatter.client.login(PREFIX + i, password).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (i == 0) {
                chatter.client.create(SESSION).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            } else {
                chatter.client.join(SESSION).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            }
        }
    }

    /** Begins to talk. */
    void begin() {
        latency.reset();
        said.set(0);
        heard.set(0);
        long begun = System.nanoTime();
        long pause = TimeUnit.SECONDS.toNanos(1) / TEXTS_PER_SECOND;
        round = talking.scheduleAtFixedRate(() -> talk(begun, pause), 0, pause, TimeUnit.NANOSECONDS);
    }

    private void talk(long begun, long pause) {
        long number = said.getAndIncrement();
        int speaker = (int) (number % COUNT);
        String text = speaker + " " + number + " " + (begun + number * pause);
        ConfabClient client = chatters.get(speaker).client();
        client.say(SESSION, text).whenComplete((stamp, failure) -> {
            if (failure != null) {
                wrong.add(text + ": " + failure);
            }
        });
    }

    /** Ends talking, and waits until everything has been heard. @return what was wrong since {@link #begin} */
    List<String> end() throws Exception {
        ScheduledFuture<?> ending = round;
        if (ending != null) {
            ending.cancel(false);
        }
        talking.submit(() -> {}).get(PATIENCE_SECONDS, TimeUnit.SECONDS); // the last round is over
        long all = said.get() * (COUNT - 1);
        try {
            await().atMost(Duration.ofSeconds(PATIENCE_SECONDS)).until(() -> heard.get() == all || !wrong.isEmpty());
        } catch (ConditionTimeoutException e) {
            wrong.add("heard: " + heard + " (expected: " + all + ")");
        }
        List<String> found = new ArrayList<>(wrong);
        wrong.clear();
        return found;
    }

    /** How long it took to be heard, in nanoseconds, since {@link #begin}. */
    Histogram latency() {
        return latency.getIntervalHistogram();
    }

    long said() {
        return said.get();
    }

    @Override
    public void close() {
        talking.shutdownNow();
        chatters.forEach(chatter -> chatter.client().close());
    }

    private final class Chatter implements ClientListener {

        private @Nullable ConfabClient client;

        /** What was heard last of each. */
        private final long[] last = new long[COUNT];

        ConfabClient client() {
            ConfabClient connected = client;
            if (connected == null) {
                throw new IllegalStateException("client: none (expected: connected)");
            }
            return connected;
        }

        @Override
        public void text(TextEvent event) {
            if (!event.message().source().startsWith(PREFIX)) {
                return; // somebody shouts
            }
            long now = System.nanoTime();
            String[] words = new String(event.message().data(), UTF_8).split(" ");
            int speaker = Integer.parseInt(words[0]);
            long number = Long.parseLong(words[1]);
            if (number != speaker && number != last[speaker] + COUNT) {
                wrong.add("heard " + number + " behind " + last[speaker]);
            }
            last[speaker] = number;
            latency.recordValue(Math.max(0, now - Long.parseLong(words[2])));
            heard.incrementAndGet();
        }

        @Override
        public void lagged(LaggedEvent event) {
            wrong.add("lagged: " + event);
        }

        @Override
        public void disconnected(@Nullable Throwable cause) {
            wrong.add("disconnected: " + cause);
        }
    }
}
