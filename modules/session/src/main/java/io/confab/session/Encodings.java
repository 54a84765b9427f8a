package io.confab.session;

import io.confab.codec.WireFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** How many messages were encoded in each wire format. Thread-safe. */
final class Encodings {

    private final Map<String, LongAdder> counts = new ConcurrentHashMap<>();

    /** What a tail in a format counts with. */
    LongAdder of(WireFormat format) {
        return counts.computeIfAbsent(format.name(), name -> new LongAdder());
    }

    /** What was counted so far, by the names of the formats. */
    Map<String, Long> counts() {
        Map<String, Long> counted = new TreeMap<>();
        counts.forEach((format, count) -> counted.put(format, count.sum()));
        return counted;
    }
}
