package io.confab.session;

import io.confab.api.Durability;
import io.confab.api.LoggedMessage;
import io.confab.api.MessageLog;
import io.confab.api.SessionDescription;
import io.confab.api.SessionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A log that keeps everything of every session, and that can be made to be late or to fail. What it keeps outlives its
 * sessions if it is durable.
 */
final class TestLog implements MessageLog {

    /** Batches that were appended and wait for the test to decide about them. */
    final List<Append> held = new CopyOnWriteArrayList<>();

    final ConcurrentLinkedQueue<String> calls = new ConcurrentLinkedQueue<>();
    final AtomicInteger reads = new AtomicInteger();

    volatile boolean hold;
    volatile @Nullable RuntimeException appendThrows;
    volatile @Nullable RuntimeException closeThrows;
    volatile @Nullable Supplier<CompletionStage<List<LoggedMessage>>> reading;
    volatile @Nullable CompletionStage<SessionLog> opening;
    volatile @Nullable RuntimeException openThrows;

    private final boolean durable;
    volatile @Nullable RuntimeException removeFails;
    volatile @Nullable Supplier<CompletionStage<@Nullable LoggedMessage>> finding;
    volatile long forgotten;
    volatile @Nullable Consumer<String> emptied;
    final Map<String, SessionDescription> descriptions = new ConcurrentHashMap<>();
    private final Map<String, List<LoggedMessage>> kept = new ConcurrentHashMap<>();

    TestLog(boolean durable) {
        this.durable = durable;
    }

    @Override
    public boolean keeps(Durability durability) {
        return durable || !durability.isStored();
    }

    @Override
    public CompletionStage<List<SessionDescription>> sessions() {
        return CompletableFuture.completedFuture(List.copyOf(descriptions.values()));
    }

    @Override
    public CompletionStage<@Nullable Void> remove(String session) {
        calls.add("remove " + session);
        RuntimeException failure = removeFails;
        if (failure != null) {
            return CompletableFuture.failedFuture(failure);
        }
        descriptions.remove(session);
        kept.remove(session);
        return SessionLog.COMMITTED;
    }

    @Override
    public void whenEmptied(Consumer<String> emptied) {
        this.emptied = emptied;
    }

    /** The messages in the log of a session. */
    List<LoggedMessage> kept(String session) {
        return kept.computeIfAbsent(session, name -> new CopyOnWriteArrayList<>());
    }

    @Override
    public CompletionStage<SessionLog> open(SessionDescription description) {
        String session = description.name();
        RuntimeException failure = openThrows;
        if (failure != null) {
            throw failure;
        }
        calls.add("open " + session);
        descriptions.putIfAbsent(session, description);
        CompletionStage<SessionLog> late = opening;
        return late == null ? CompletableFuture.completedFuture(log(session)) : late;
    }

    SessionLog log(String session) {
        return new KeptLog(session, kept(session));
    }

    @Override
    public void close() {
        // there is nothing to let go of
    }

    /** A batch on its way. */
    static final class Append {
        private final List<LoggedMessage> batch;
        private final List<LoggedMessage> log;
        final CompletableFuture<@Nullable Void> stage = new CompletableFuture<>();

        Append(List<LoggedMessage> batch, List<LoggedMessage> log) {
            this.batch = List.copyOf(batch);
            this.log = log;
        }

        /** Puts it into the log, without telling the session. */
        Append store() {
            log.addAll(batch);
            return this;
        }

        void commit() {
            store();
            stage.complete(null);
        }

        void fail() {
            stage.completeExceptionally(new IllegalStateException("disk: full (expected: room)"));
        }
    }

    private final class KeptLog implements SessionLog {

        private final String session;
        private final List<LoggedMessage> messages;

        KeptLog(String session, List<LoggedMessage> messages) {
            this.session = session;
            this.messages = messages;
        }

        @Override
        public long head() {
            return messages.isEmpty() ? 0 : messages.get(messages.size() - 1).sequence();
        }

        @Override
        public CompletionStage<@Nullable Void> append(List<LoggedMessage> batch) {
            RuntimeException failure = appendThrows;
            if (failure != null) {
                throw failure;
            }
            if (hold) {
                Append append = new Append(batch, messages);
                held.add(append);
                return append.stage;
            }
            messages.addAll(batch);
            return COMMITTED;
        }

        @Override
        public long headTimestamp() {
            return messages.isEmpty() ? 0 : messages.get(messages.size() - 1).timestamp();
        }

        @Override
        public long forgottenSequence() {
            return forgotten;
        }

        @Override
        public @Nullable CompletionStage<@Nullable LoggedMessage> find(String source, UUID messageId) {
            Supplier<CompletionStage<@Nullable LoggedMessage>> instead = finding;
            if (instead != null) {
                return instead.get();
            }
            return messages.stream()
                    .filter(message -> message.source().equals(source) && messageId.equals(message.messageId()))
                    .findFirst()
                    .map(CompletableFuture::<@Nullable LoggedMessage>completedFuture)
                    .orElse(null);
        }

        @Override
        public CompletionStage<List<LoggedMessage>> read(
                long after, long before, int limit, int maxBytes, boolean newest) {
            reads.incrementAndGet();
            Supplier<CompletionStage<List<LoggedMessage>>> instead = reading;
            if (instead != null) {
                return instead.get();
            }
            List<LoggedMessage> matching = new ArrayList<>(messages.stream()
                    .filter(message -> message.sequence() > Math.max(after, forgotten) && message.sequence() < before)
                    .toList());
            int size = matching.size();
            int skipped = newest ? Math.max(0, size - limit) : 0;
            return CompletableFuture.completedFuture(matching.subList(skipped, Math.min(size, skipped + limit)));
        }

        @Override
        public void close() {
            calls.add("close " + session);
            if (!durable) {
                messages.clear();
            }
            RuntimeException failure = closeThrows;
            if (failure != null) {
                throw failure;
            }
        }
    }
}
