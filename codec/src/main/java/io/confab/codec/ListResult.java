package io.confab.codec;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the {@code ACK} of a {@code LIST} says. Both lists are in the order of {@link String#compareTo} and cut at the
 * same name, the last one in either of them; asking for the next page names it in {@code after}. Of one session that was
 * asked for only the members are cut, and the last of them is named.
 *
 * @param sessions the sessions, or just the one that was asked for
 * @param users    the accounts online, or the members of the session that was asked for
 * @param more     whether there is another page
 */
public record ListResult(List<Entry> sessions, List<String> users, boolean more) {

    /** Takes copies. Lists that are missing in the JSON are empty. */
    public ListResult {
        sessions = copy(sessions);
        users = copy(users);
    }

    private static <T> List<T> copy(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }

    /**
     * One session.
     *
     * @param name     its name
     * @param members  how many members it has
     * @param topic    what it is about, or null
     * @param capacity the most members it may have, or null where the server's own limit holds
     * @param sequence the newest sequence, where it is kept how far the account that asks has read; otherwise null
     * @param read     the sequence up to which it has read; null as {@code sequence} is
     */
    public record Entry(
            String name,
            int members,
            @Nullable String topic,
            @Nullable Integer capacity,
            @Nullable Long sequence,
            @Nullable Long read) {

        /** Where it is not kept how far the account that asks has read. */
        public Entry(String name, int members, @Nullable String topic, @Nullable Integer capacity) {
            this(name, members, topic, capacity, null, null);
        }

        /** The same with how far the account that asks has read. */
        public Entry withPosition(long sequence, long read) {
            return new Entry(name, members, topic, capacity, sequence, read);
        }

        /** Refuses a null as name. */
        public Entry {
            requireNonNull(name, "name");
        }
    }
}
