package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.codec.Ack;
import io.confab.codec.Event;
import io.confab.codec.Nak;
import io.confab.codec.Reply;
import java.util.List;

/**
 * What a command comes to.
 *
 * @param events  sent in front of the reply
 * @param reply   sent if the client asked for one
 * @param unasked whether the reply is sent even if the client did not ask for one
 * @param then    run once the reply is written, or would have been
 */
record Outcome(List<? extends Event> events, Reply reply, boolean unasked, Runnable then) {

    private static final Runnable NOTHING = () -> {};

    Outcome {
        requireNonNull(reply, "reply"); // a plug-in's, perhaps
    }

    /** Says yes. */
    static Outcome ack(int requestId) {
        return of(new Ack(requestId));
    }

    /** Replies, and that is all. */
    static Outcome of(Reply reply) {
        return new Outcome(List.of(), reply, false, NOTHING);
    }

    /** Says no. */
    static Outcome refusal(CommandException refusal, int requestId) {
        return of(new Nak(requestId, refusal));
    }

    Outcome after(List<? extends Event> events) {
        return new Outcome(events, reply, unasked, then);
    }

    Outcome then(Runnable then) {
        return new Outcome(events, reply, unasked, then);
    }

    Outcome evenIfUnasked() {
        return new Outcome(events, reply, true, then);
    }
}
