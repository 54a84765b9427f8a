package io.confab.it.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.log.sqlite.LogFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What was said, answered and heard, and whether it agrees with the log. Texts are all different; each begins with its
 * speaker's name and a space.
 */
final class Journal {

    /** A text and the sequence it has, or was said to have. */
    record Entry(long sequence, String text) {}

    private final Map<String, ConcurrentLinkedQueue<Entry>> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, ConcurrentLinkedQueue<String>> refused = new ConcurrentHashMap<>();
    private final Map<String, ConcurrentLinkedQueue<Entry>> heard = new ConcurrentHashMap<>();
    private final Map<String, ConcurrentLinkedQueue<String>> told = new ConcurrentHashMap<>();
    private final Map<String, ConcurrentLinkedQueue<String>> notTold = new ConcurrentHashMap<>();
    private final Map<String, ConcurrentLinkedQueue<String>> heardAlone = new ConcurrentHashMap<>();
    private final Map<String, ConcurrentLinkedQueue<String>> reasons = new ConcurrentHashMap<>();

    /** What a log holds of a session; nothing, if the session itself is lost. */
    static List<Entry> entries(Path file, String session) throws IOException {
        List<Entry> entries = new ArrayList<>();
        try (LogFile log = LogFile.open(file)) {
            if (log.sessions().stream()
                    .noneMatch(entry -> entry.session().name().equals(session))) {
                return entries;
            }
            log.read(
                    session,
                    0,
                    message -> entries.add(new Entry(message.sequence(), new String(message.data(), UTF_8))),
                    corrupt -> {
                        throw new IllegalStateException(corrupt);
                    });
        }
        return entries;
    }

    void acknowledged(String session, long sequence, String text) {
        in(acknowledged, session).add(new Entry(sequence, text));
    }

    void refused(String session, String text, String code) {
        in(refused, session).add(text);
        in(reasons, code).add(text);
    }

    void heard(String account, String session, long sequence, String text) {
        in(heard, account + " in " + session).add(new Entry(sequence, text));
    }

    /** A direct message was acknowledged. */
    void told(String to, String text) {
        in(told, to).add(text);
    }

    /** A direct message was refused. */
    void notTold(String to, String text, String code) {
        in(notTold, to).add(text);
        in(reasons, code).add(text);
    }

    /** A direct message was received. */
    void heardAlone(String account, String text) {
        in(heardAlone, account).add(text);
    }

    /** Whether an account has received as many direct messages as were acknowledged. */
    boolean hasHeardAllAlone(String account) {
        return in(heardAlone, account).size() >= in(told, account).size();
    }

    int directs() {
        return told.values().stream().mapToInt(ConcurrentLinkedQueue::size).sum();
    }

    /** Compares what was told to an account alone with what it has received; one that was never answered may be there or not. */
    List<String> checkDirects(String account) {
        List<String> wrong = new ArrayList<>();
        Map<String, Integer> times = new HashMap<>();
        in(heardAlone, account).forEach(text -> times.merge(text, 1, Integer::sum));
        times.forEach((text, count) -> {
            if (count > 1) {
                wrong.add(account + ": was told '" + text + "' " + count + " times");
            }
        });
        for (String text : in(told, account)) {
            if (!times.containsKey(text)) {
                wrong.add(account + ": was never told '" + text + "', which was acknowledged");
            }
        }
        for (String text : in(notTold, account)) {
            if (times.containsKey(text)) {
                wrong.add(account + ": was told '" + text + "', which was refused");
            }
        }
        return wrong;
    }

    private static <T> ConcurrentLinkedQueue<T> in(Map<String, ConcurrentLinkedQueue<T>> map, String key) {
        return map.computeIfAbsent(key, none -> new ConcurrentLinkedQueue<>());
    }

    int acknowledgements() {
        return acknowledged.values().stream()
                .mapToInt(ConcurrentLinkedQueue::size)
                .sum();
    }

    int deliveries() {
        return heard.values().stream().mapToInt(ConcurrentLinkedQueue::size).sum();
    }

    /** How many were refused, by reason. */
    Map<String, Integer> refusals() {
        Map<String, Integer> counts = new LinkedHashMap<>();
        reasons.forEach((code, texts) -> counts.put(code, texts.size()));
        return counts;
    }

    /** Whether an account has heard everything that others have said in a session. */
    boolean hasHeardAll(String account, String session, List<Entry> log) {
        return in(heard, account + " in " + session).size()
                >= others(account, log).size();
    }

    private static List<Entry> others(String account, List<Entry> log) {
        return log.stream()
                .filter(entry -> !entry.text().startsWith(account + " "))
                .toList();
    }

    /**
     * Compares with what a session's log holds.
     *
     * @param members who were in it all the time
     * @return what is wrong; empty if nothing is
     */
    List<String> check(String session, List<String> members, List<Entry> log) {
        List<String> wrong = new ArrayList<>();
        Map<String, Long> stored = new LinkedHashMap<>();
        long last = 0;
        for (Entry entry : log) {
            if (entry.sequence() <= last) {
                wrong.add(session + ": " + entry + " in the log behind sequence " + last);
            }
            last = entry.sequence();
            if (stored.put(entry.text(), entry.sequence()) != null) {
                wrong.add(session + ": " + entry + " twice in the log");
            }
        }
        Set<String> answered = new HashSet<>();
        for (Entry entry : in(acknowledged, session)) {
            Long sequence = stored.get(entry.text());
            if (sequence == null) {
                wrong.add(session + ": " + entry + " was acknowledged and is not in the log");
            } else if (sequence != entry.sequence()) {
                wrong.add(session + ": " + entry + " was acknowledged and is in the log at " + sequence);
            }
            if (!answered.add(entry.text())) {
                wrong.add(session + ": " + entry + " was acknowledged twice");
            }
        }
        for (String text : in(refused, session)) {
            if (stored.containsKey(text)) {
                wrong.add(session + ": " + text + " was refused and is in the log");
            }
        }
        for (String member : members) {
            checkHeard(session, member, others(member, log), wrong);
        }
        return wrong;
    }

    private void checkHeard(String session, String member, List<Entry> expected, List<String> wrong) {
        List<Entry> got = List.copyOf(in(heard, member + " in " + session));
        if (got.equals(expected)) {
            return;
        }
        int same = 0;
        while (same < got.size() && same < expected.size() && got.get(same).equals(expected.get(same))) {
            same++;
        }
        wrong.add(session + ": " + member + " heard " + got.size() + " of " + expected.size() + ", the " + (same + 1)
                + ". of them " + (same < got.size() ? got.get(same) : "none") + " (expected: "
                + (same < expected.size() ? expected.get(same) : "none") + ")");
    }
}
