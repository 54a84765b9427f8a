package io.confab.session;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.api.SessionLog;
import io.confab.codec.Stamp;
import io.netty.channel.EventLoop;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives what is said in a session its sequence and time, and hands it to the log. Everything that arrives in one turn of
 * the session's event loop is one batch. Used on that event loop only.
 */
final class Sequencer {

    private static final Logger log = LoggerFactory.getLogger(Sequencer.class);

    private final String session;
    private final EventLoop eventLoop;
    private final SessionLog sessionLog;
    private final Clock clock;
    private final Consumer<Commit> committed;
    private final Runnable done;
    private final Runnable turn = this::turn;

    /** Slows down who speaks faster than the log writes; null where the log has nothing to wait for. */
    private final @Nullable Throttle throttle;

    private final Repeats repeats = new Repeats();
    private List<Said> arrived = new ArrayList<>();
    private int arrivedUtterances;
    private boolean turnPending;
    private final Queue<Pending> pending = new ArrayDeque<>();

    /** Asks the log for messages that may be repeats; null if it is not being asked. */
    private @Nullable RepeatSearch search;

    private long lastSequence;
    private long lastTimestamp;

    /**
     * @param lastSequence the sequence before the first one to be given
     * @param committed    takes each batch once it is in the log, in order
     * @param done         told when a batch has come to an end without being committed
     * @param backlog      what waits for the logs of all sessions; null where this one's has nothing to wait for
     */
    Sequencer(
            String session,
            EventLoop eventLoop,
            SessionLog sessionLog,
            Clock clock,
            long lastSequence,
            Consumer<Commit> committed,
            Runnable done,
            @Nullable LogBacklog backlog) {
        this.session = session;
        this.eventLoop = eventLoop;
        this.sessionLog = sessionLog;
        this.clock = clock;
        this.lastSequence = lastSequence;
        this.lastTimestamp = sessionLog.headTimestamp();
        this.committed = committed;
        this.done = done;
        this.throttle = backlog == null ? null : new Throttle(eventLoop, backlog, turn);
    }

    /** Takes what a member says; it gets its sequence at the end of this turn of the event loop. */
    void accept(Member speaker, List<Utterance> said) {
        arrived.add(new Said(speaker, said));
        arrivedUtterances += said.size();
        if (throttle != null && (search != null || throttle.isOn())) {
            throttle.hold(speaker); // or what it says meanwhile would fill the memory
        }
        if (!turnPending) {
            turnPending = true;
            eventLoop.execute(turn);
        }
    }

    /** Gives everything that has arrived its sequence now, or once it is known what of it repeats a stored message. */
    void turn() {
        turnPending = false;
        if (arrived.isEmpty() || search != null || throttle != null && throttle.isOn()) {
            return;
        }
        List<Said> batch = arrived;
        int utterances = arrivedUtterances;
        arrived = new ArrayList<>();
        arrivedUtterances = 0;
        RepeatSearch begun = searchRepeats(batch);
        if (begun.isDone()) {
            sequence(batch, utterances, begun);
            return;
        }
        search = begun;
        begun.whenDone(() -> eventLoop.execute(() -> {
            search = null;
            sequence(batch, utterances, begun);
            turn();
            if (throttle != null && search == null) {
                throttle.release();
            }
            done.run(); // nobody may be left
        }));
    }

    private RepeatSearch searchRepeats(List<Said> batch) {
        RepeatSearch begun = new RepeatSearch(sessionLog);
        for (Said each : batch) {
            for (Utterance utterance : each.said) {
                UUID messageId = utterance.messageId();
                if (messageId != null && repeats.find(each.speaker.account(), messageId) == null) {
                    begun.add(each.speaker.account(), messageId);
                }
            }
        }
        return begun;
    }

    private void sequence(List<Said> batch, int utterances, RepeatSearch found) {
        if (found.failure() != null) {
            refuse(batch, found.failure());
            return;
        }
        Commit commit = new Commit(utterances);
        lastTimestamp = Math.max(lastTimestamp, clock.millis()); // the clock may be set back
        for (Said each : batch) {
            commit.add(each.speaker, each.said);
            for (Utterance utterance : each.said) {
                stamp(commit, each.speaker, utterance, found);
            }
        }
        append(commit);
    }

    private void refuse(List<Said> batch, Throwable failure) {
        log.error("session {}: its log could not be searched for repeats", session, failure);
        Commit commit = new Commit(0);
        for (Said each : batch) {
            commit.add(each.speaker, each.said);
        }
        commit.fail(unavailable());
    }

    private CommandException unavailable() {
        return new CommandException(NakCode.UNAVAILABLE, "session: " + session + " (expected: a log that works)");
    }

    private void stamp(Commit commit, Member speaker, Utterance utterance, RepeatSearch found) {
        UUID messageId = utterance.messageId();
        Stamp first = messageId == null ? null : repeats.find(speaker.account(), messageId);
        if (first == null && messageId != null) {
            first = found.stamp(speaker.account(), messageId);
        }
        if (first != null) {
            commit.stamp(first.sequence(), first.timestamp());
            return;
        }
        lastSequence++;
        if (messageId != null) {
            repeats.add(speaker.account(), messageId, new Stamp(lastSequence, lastTimestamp));
        }
        commit.stamp(lastSequence, lastTimestamp);
        commit.add(
                speaker,
                new LoggedMessage(
                        session,
                        speaker.account(),
                        lastSequence,
                        lastTimestamp,
                        messageId,
                        utterance.json(),
                        utterance.data()));
    }

    private void append(Commit commit) {
        CompletionStage<@Nullable Void> stage;
        if (commit.messages().isEmpty()) {
            stage = SessionLog.COMMITTED; // every one of it a repeat, whose first is committed or on its way before it
        } else {
            try {
                stage = sessionLog.append(commit.messages());
            } catch (RuntimeException e) {
                fail(commit, e);
                return;
            }
        }
        if (stage == SessionLog.COMMITTED && pending.isEmpty()) {
            committed.accept(commit);
            return;
        }
        commit.waits();
        Pending waiting = new Pending(commit);
        pending.add(waiting);
        if (throttle != null) {
            waiting.bytes = commit.bytes();
            throttle.added(waiting.bytes);
            if (throttle.isOn()) {
                commit.forEachSpeaker(throttle::hold);
            }
        }
        stage.whenComplete((nothing, failure) -> eventLoop.execute(() -> {
            waiting.done = true;
            waiting.failure = failure;
            settle();
        }));
    }

    // Stages may be told of in another order than that in which they were completed; members see one order only.
    private void settle() {
        long settled = 0;
        for (Pending next = pending.peek(); next != null && next.done; next = pending.peek()) {
            pending.remove();
            settled += next.bytes;
            if (next.failure == null) {
                committed.accept(next.commit);
            } else {
                fail(next.commit, next.failure);
            }
        }
        if (throttle != null) {
            throttle.removed(settled); // last, as what waits is appended then
        }
    }

    /** Whether something was said that is neither in the log nor refused yet. */
    boolean isBusy() {
        return !arrived.isEmpty() || search != null || !pending.isEmpty();
    }

    private void fail(Commit commit, Throwable failure) {
        log.error(
                "session {}: {} messages could not be logged",
                session,
                commit.messages().size(),
                failure);
        for (LoggedMessage message : commit.messages()) {
            UUID messageId = message.messageId();
            if (messageId != null) {
                repeats.remove(message.source(), messageId);
            }
        }
        CommandException refusal = unavailable();
        commit.fail(refusal);
        pending.forEach(later -> later.commit.refuseRepeatsOf(commit, refusal));
        done.run();
    }

    /** Forgets the ids of messages that are no longer held. */
    void forgetUntil(long sequence) {
        repeats.forgetUntil(sequence);
    }

    private record Said(Member speaker, List<Utterance> said) {}

    private static final class Pending {
        private final Commit commit;
        private long bytes;
        private boolean done;
        private @Nullable Throwable failure;

        Pending(Commit commit) {
            this.commit = commit;
        }
    }
}
