package io.confab.standalone;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long something took in the last minute. Takes no more memory the more there is of it: times are put into buckets,
 * eight for each doubling, and buckets into slots of five seconds. Thread-safe, without locks.
 */
final class RecentTimes {

    private static final int SLOTS = 12;
    private static final long SLOT_NANOS = TimeUnit.SECONDS.toNanos(5);

    /** Eight buckets have what shares its leading bit, told apart by the three bits behind it. */
    private static final int BITS = 3;

    private static final int PER_DOUBLING = 1 << BITS;

    /** Longer times, of more than a minute, count as this one. */
    private static final long LONGEST_MICROS = (1L << 27) - 1;

    private static final int BUCKETS = bucket(LONGEST_MICROS) + 1;

    private static final double MICROS_PER_MILLI = 1e3;
    private static final double NANOS_PER_MILLI = 1e6;

    private final LongSupplier clock;
    private final AtomicReferenceArray<@Nullable Slot> slots = new AtomicReferenceArray<>(SLOTS);

    private static final class Slot {

        private final long number;
        private final AtomicLongArray buckets = new AtomicLongArray(BUCKETS);
        private final LongAdder nanos = new LongAdder();
        private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

        Slot(long number) {
            this.number = number;
        }
    }

    /** @param clock in nanoseconds, from any origin, as {@link System#nanoTime} */
    RecentTimes(LongSupplier clock) {
        this.clock = clock;
    }

    void add(long nanos) {
        long time = Math.max(0, nanos);
        Slot slot = slot(number());
        slot.buckets.incrementAndGet(bucket(Math.min(LONGEST_MICROS, TimeUnit.NANOSECONDS.toMicros(time))));
        slot.nanos.add(time);
        slot.longest.accumulate(time);
    }

    private long number() {
        return Math.floorDiv(clock.getAsLong(), SLOT_NANOS);
    }

    private Slot slot(long number) {
        int index = Math.floorMod(number, SLOTS);
        Slot slot = slots.get(index);
        while (slot == null || slot.number < number) {
            Slot fresh = new Slot(number);
            slot = slots.compareAndSet(index, slot, fresh) ? fresh : slots.get(index);
        }
        return slot;
    }

    /** Of the last minute, give or take a slot; null where there was nothing. */
    ServerStatus.@Nullable Times look() {
        long oldest = number() - SLOTS + 1;
        long[] buckets = new long[BUCKETS];
        long count = 0;
        long nanos = 0;
        long longest = 0;
        for (int i = 0; i < SLOTS; i++) {
            Slot slot = slots.get(i);
            if (slot == null || slot.number < oldest) {
                continue;
            }
            for (int bucket = 0; bucket < BUCKETS; bucket++) {
                buckets[bucket] += slot.buckets.get(bucket);
                count += slot.buckets.get(bucket);
            }
            nanos += slot.nanos.sum();
            longest = Math.max(longest, slot.longest.get());
        }
        if (count == 0) {
            return null;
        }
        double max = longest / NANOS_PER_MILLI;
        return new ServerStatus.Times(nanos / NANOS_PER_MILLI / count, Math.min(max, percentile(buckets, count)), max);
    }

    /** The end of the bucket with the time that 99 in 100 do not exceed. */
    private static double percentile(long[] buckets, long count) {
        long wanted = count - count / 100;
        int bucket = 0;
        for (long passed = buckets[0]; passed < wanted && bucket < BUCKETS - 1; passed += buckets[bucket]) {
            bucket++;
        }
        return end(bucket) / MICROS_PER_MILLI;
    }

    private static int bucket(long micros) {
        if (micros < PER_DOUBLING) {
            return (int) micros;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros(micros) - BITS;
        return (shift << BITS) + (int) (micros >>> shift);
    }

    /** The first time behind a bucket, in microseconds. */
    private static long end(int bucket) {
        if (bucket < PER_DOUBLING) {
            return bucket + 1L;
        }
        int shift = (bucket >> BITS) - 1;
        return ((bucket & (PER_DOUBLING - 1)) + PER_DOUBLING + 1L) << shift;
    }
}
