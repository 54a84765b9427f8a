package io.confab.session;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What is said in one turn of a session, and what each of it became. Built and ended on the session's event loop. */
final class Commit {

    /** What a message takes beside its text, about. */
    private static final int MESSAGE_BYTES = 64;

    /** Instead of a sequence: refused after all. */
    private static final long REFUSED = -1;

    /** In the order of their sequences; a repeated message is not among them. */
    private final List<LoggedMessage> messages;

    /** Who said each of the messages. */
    private final List<Member> speakers;

    /** One for each member that wants to know. */
    private final List<Answer> answers = new ArrayList<>();

    private @Nullable Answer current;
    private int stamped;
    private @Nullable CommandException refusal;
    private boolean waited;
    private long waitedSince;

    /** @param utterances how much was said; some of it may be repeats */
    Commit(int utterances) {
        messages = new ArrayList<>(utterances);
        speakers = new ArrayList<>(utterances);
    }

    /** Adds what one member said; {@link #stamp} is then called once for each of it. */
    void add(Member speaker, List<Utterance> said) {
        current = null;
        stamped = 0;
        if (isAwaited(said)) {
            current = new Answer(speaker, said, new long[said.size()], new long[said.size()]);
            answers.add(current);
        }
    }

    private static boolean isAwaited(List<Utterance> said) {
        for (int i = 0; i < said.size(); i++) {
            if (said.get(i).isAwaited()) {
                return true;
            }
        }
        return false;
    }

    /** Notes the stamp of the next utterance of the member that was added last. */
    void stamp(long sequence, long timestamp) {
        Answer answer = current;
        if (answer != null) {
            answer.sequences[stamped] = sequence;
            answer.timestamps[stamped] = timestamp;
            stamped++;
        }
    }

    void add(Member speaker, LoggedMessage message) {
        messages.add(message);
        speakers.add(speaker);
    }

    List<LoggedMessage> messages() {
        return messages;
    }

    /** What the messages take while they wait to be written, about. */
    long bytes() {
        long bytes = 0;
        for (int i = 0; i < messages.size(); i++) {
            bytes += MESSAGE_BYTES + messages.get(i).data().length;
        }
        return bytes;
    }

    /** Perhaps more than once each. */
    void forEachSpeaker(Consumer<Member> action) {
        speakers.forEach(action);
    }

    Member speaker(int message) {
        return speakers.get(message);
    }

    /** Notes that it has to wait for the log from here on. */
    void waits() {
        waited = true;
        waitedSince = System.nanoTime();
    }

    /** Whether it had to wait for the log. */
    boolean hasWaited() {
        return waited;
    }

    /** For how long it has waited up to now. */
    long waitedNanos() {
        return System.nanoTime() - waitedSince;
    }

    /**
     * Refuses what repeats a message that did not come into the log: it was given that message's stamp when the message
     * was still on its way.
     */
    void refuseRepeatsOf(Commit failed, CommandException refusal) {
        if (failed.messages.isEmpty()) {
            return;
        }
        long first = failed.messages.get(0).sequence();
        long last = failed.messages.get(failed.messages.size() - 1).sequence();
        this.refusal = refusal;
        for (Answer answer : answers) {
            for (int i = 0; i < answer.sequences.length; i++) {
                if (answer.sequences[i] >= first && answer.sequences[i] <= last) {
                    answer.sequences[i] = REFUSED;
                }
            }
        }
    }

    /** Tells all speakers that what they said is in the log. */
    void succeed(EventLoop sessionLoop) {
        for (Answer answer : answers) {
            EventLoop speakerLoop = answer.speaker.channel().eventLoop();
            if (speakerLoop == sessionLoop) {
                answer.committed(refusal);
            } else {
                CommandException late = refusal;
                speakerLoop.execute(() -> {
                    answer.committed(late);
                    answer.speaker.connection().flush();
                });
            }
        }
    }

    /** Sends what {@link #succeed} wrote to speakers on the session's own event loop. */
    void flush(EventLoop sessionLoop) {
        for (Answer answer : answers) {
            if (answer.speaker.channel().eventLoop() == sessionLoop) {
                answer.speaker.connection().flush();
            }
        }
    }

    /** Tells all speakers that nothing of it is in the log. */
    void fail(CommandException refusal) {
        for (Answer answer : answers) {
            answer.speaker.channel().eventLoop().execute(() -> {
                answer.refused(refusal);
                answer.speaker.connection().flush();
            });
        }
    }

    private record Answer(Member speaker, List<Utterance> said, long[] sequences, long[] timestamps) {

        void committed(@Nullable CommandException refusal) {
            for (int i = 0; i < said.size(); i++) {
                if (refusal != null && sequences[i] == REFUSED) {
                    said.get(i).refused(refusal);
                } else {
                    said.get(i).committed(sequences[i], timestamps[i]);
                }
            }
        }

        void refused(CommandException refusal) {
            said.forEach(utterance -> utterance.refused(refusal));
        }
    }
}
