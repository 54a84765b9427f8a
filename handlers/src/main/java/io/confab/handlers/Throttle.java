package io.confab.handlers;

import io.confab.codec.FrameDecoder;
import io.confab.codec.TextCommand;
import io.confab.handlers.limits.Limits;
import io.confab.handlers.limits.Rate;
import io.confab.handlers.limits.Refusals;
import io.confab.handlers.limits.Refusals.Reason;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one connection may still send: messages, bytes, and what it may spend on costly commands. Used on its event loop
 * only.
 *
 * <p>What is saved up is filled only when it is used up, so that a message costs a subtraction and no look at a clock.
 */
final class Throttle {

    /** That of connections that may send as much as they like. */
    static final Throttle OFF = new Throttle();

    private static final double NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Limits limits;
    private final Refusals refusals;
    private final @Nullable FrameDecoder decoder;
    private double messages;
    private double bytes;
    private double credit;
    private long counted;
    private long filledAt;

    private Throttle() {
        this(Limits.none(), new Refusals(), null, 0);
    }

    /**
     * @param decoder knows how many bytes have come; null where there is none: then those of texts are counted
     * @param now     as {@link System#nanoTime}
     */
    Throttle(Limits limits, Refusals refusals, @Nullable FrameDecoder decoder, long now) {
        this.limits = limits;
        this.refusals = refusals;
        this.decoder = decoder;
        this.messages = limits.messageRate().burst();
        this.bytes = limits.byteRate().burst();
        this.credit = limits.commandRate().burst();
        this.filledAt = now;
    }

    /** Whether there is anything that it would stop. */
    static boolean isNeeded(Limits limits) {
        return limits.messageRate().isLimited()
                || limits.byteRate().isLimited()
                || limits.commandRate().isLimited();
    }

    /** Counts a message that has come. It is counted even if it has to wait. */
    void received(Object message) {
        messages--;
        if (decoder != null) {
            long received = decoder.receivedBytes();
            bytes -= received - counted;
            counted = received;
        } else if (message instanceof TextCommand text) {
            bytes -= text.data().length;
        }
    }

    /** Whether more came than may be, as far as is known without looking at the clock. */
    boolean isExhausted() {
        return (messages < 0 && limits.messageRate().isLimited())
                || (bytes < 0 && limits.byteRate().isLimited());
    }

    /**
     * For how long nothing should be read.
     *
     * @return nanoseconds; 0 if enough has been saved up in the meantime
     */
    long pause(long now) {
        fill(now);
        return Math.max(
                wait(messages, limits.messageRate(), Reason.MESSAGE_RATE),
                wait(bytes, limits.byteRate(), Reason.BYTE_RATE));
    }

    private long wait(double left, Rate rate, Reason reason) {
        if (left >= 0 || !rate.isLimited()) {
            return 0;
        }
        refusals.count(reason);
        return (long) Math.ceil(-left / rate.perSecond() * NANOS);
    }

    /**
     * Spends something on a costly command, if there is enough.
     *
     * @return 0 if it was spent, or for how long to wait, in nanoseconds
     */
    long spend(int cost, long now) {
        Rate rate = limits.commandRate();
        if (!rate.isLimited()) {
            return 0;
        }
        if (credit < cost) {
            fill(now);
        }
        double needed = Math.min(cost, rate.burst());
        if (credit >= needed) {
            credit -= needed;
            return 0;
        }
        refusals.count(Reason.COMMAND_RATE);
        return (long) Math.ceil((needed - credit) / rate.perSecond() * NANOS);
    }

    private void fill(long now) {
        double seconds = (now - filledAt) / NANOS;
        filledAt = now;
        messages = filled(messages, limits.messageRate(), seconds);
        bytes = filled(bytes, limits.byteRate(), seconds);
        credit = filled(credit, limits.commandRate(), seconds);
    }

    private static double filled(double left, Rate rate, double seconds) {
        return Math.min(rate.burst(), left + rate.perSecond() * seconds);
    }
}
