package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.codec.Ack;
import io.confab.codec.Event;
import io.confab.codec.LoopTraffic;
import io.confab.codec.Nak;
import io.confab.codec.Stamp;
import io.confab.session.Connection;
import io.confab.session.Utterance;
import java.util.ArrayDeque;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Sends the replies to one connection's commands in the order of the commands, also when one of them has to wait. Used
 * on the channel's event loop only. Writes; whoever completes a reply outside of a read flushes.
 */
final class ReplyQueue {

    private final Connection connection;

    // Empty, and so never allocated, for as long as every command is answered at once.
    private @Nullable ArrayDeque<Slot> slots;

    ReplyQueue(Connection connection) {
        this.connection = connection;
    }

    /** Keeps a place for the reply to the command that was read last. */
    Slot reserve(int requestId) {
        Slot slot = new Slot(requestId);
        queue().add(slot);
        return slot;
    }

    /** Keeps a place for the {@code ACK} of a {@code TEXT}, to be told by the session what became of it. */
    Utterance reserveText(int requestId, @Nullable UUID messageId, boolean json, byte[] data) {
        if (requestId == 0) {
            return new Unanswered(messageId, json, data);
        }
        return new Answered(reserve(requestId), messageId, json, data);
    }

    private ArrayDeque<Slot> queue() {
        if (slots == null) {
            slots = new ArrayDeque<>();
        }
        return slots;
    }

    /** Answers at once, if nothing is waiting in front. */
    void reply(Outcome outcome, int requestId) {
        if (slots == null || slots.isEmpty()) {
            write(outcome, requestId);
        } else {
            reserve(requestId).complete(outcome);
        }
    }

    private void write(Outcome outcome, int requestId) {
        for (Event event : outcome.events()) {
            connection.write(event);
        }
        if (outcome.reply() instanceof Nak refusal) {
            LoopTraffic.current().refused(refusal.code());
        }
        if (requestId != 0 || outcome.unasked()) {
            connection.write(outcome.reply());
        }
        outcome.then().run();
    }

    private void drain() {
        ArrayDeque<Slot> queue = queue();
        for (Slot first = queue.peek(); first != null && first.isDone(); first = queue.peek()) {
            queue.remove();
            first.write();
        }
    }

    /** The place of one reply. */
    final class Slot {

        private final int requestId;
        private @Nullable Outcome outcome;
        private @Nullable Stamp stamp;

        Slot(int requestId) {
            this.requestId = requestId;
        }

        /** Sends the reply, as soon as everything in front of it is sent. */
        void complete(Outcome outcome) {
            this.outcome = outcome;
            drain();
        }

        void acknowledge(long sequence, long timestamp) {
            stamp = new Stamp(sequence, timestamp);
            drain();
        }

        private boolean isDone() {
            return outcome != null || stamp != null;
        }

        private void write() {
            if (stamp != null) {
                connection.write(new Ack(requestId, stamp));
            } else if (outcome != null) {
                ReplyQueue.this.write(outcome, requestId);
            }
        }
    }

    private static final class Answered extends Utterance {

        private final Slot slot;

        Answered(Slot slot, @Nullable UUID messageId, boolean json, byte[] data) {
            super(messageId, json, data);
            this.slot = slot;
        }

        @Override
        protected void committed(long sequence, long timestamp) {
            slot.acknowledge(sequence, timestamp);
        }

        @Override
        protected void refused(CommandException refusal) {
            slot.complete(Outcome.refusal(refusal, slot.requestId));
        }
    }

    private static final class Unanswered extends Utterance {

        Unanswered(@Nullable UUID messageId, boolean json, byte[] data) {
            super(messageId, json, data);
        }

        @Override
        protected boolean isAwaited() {
            return false;
        }

        @Override
        protected void committed(long sequence, long timestamp) {
            // nobody asked
        }

        @Override
        protected void refused(CommandException refusal) {
            LoopTraffic.current().refused(refusal.code()); // nobody asked
        }
    }
}
