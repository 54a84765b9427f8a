package io.confab.session;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.netty.channel.Channel;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Which account is logged in, and on which connection. Thread-safe. */
public final class OnlineAccounts {

    private volatile int max;
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentSkipListMap<String, Connection> connections = new ConcurrentSkipListMap<>();

    /** @param max how many accounts may be logged in at a time */
    public OnlineAccounts(int max) {
        this.max = positive(max);
    }

    /**
     * Has another limit hold for logins from now on; nobody is put out.
     *
     * @param max how many accounts may be logged in at a time, positive
     */
    public void limit(int max) {
        this.max = positive(max);
    }

    private static int positive(int max) {
        if (max < 1) {
            throw new IllegalArgumentException("max: " + max + " (expected: 1 or more)");
        }
        return max;
    }

    /**
     * Enters an account, unless it is there already. It is taken out again when the connection closes.
     *
     * @return null if it was entered, otherwise the connection on which the account is logged in
     * @throws CommandException {@link NakCode#LIMIT_REACHED} if too many are logged in
     */
    public @Nullable Connection enter(String account, Connection connection) {
        int most = max;
        if (count.incrementAndGet() > most) {
            count.decrementAndGet();
            Connection other = connections.get(account);
            if (other != null) {
                return other;
            }
            throw new CommandException(NakCode.LIMIT_REACHED, "accounts online: " + most + " (expected: fewer)");
        }
        Connection other = connections.putIfAbsent(account, connection);
        if (other != null) {
            count.decrementAndGet();
        }
        return other;
    }

    /** Takes an account out, if it is logged in on this connection. */
    void remove(String account, Connection connection) {
        if (connections.remove(account, connection)) {
            count.decrementAndGet();
        }
    }

    /** The connection of an account, or null if it is not logged in. */
    public @Nullable Connection find(String account) {
        return connections.get(account);
    }

    /** The channels of those that are logged in, as they come and go. */
    public Iterable<Channel> channels() {
        return () -> connections.values().stream().map(Connection::channel).iterator();
    }

    /** How many accounts are logged in. */
    public int size() {
        return connections.isEmpty() ? 0 : count.get();
    }

    /**
     * The names of accounts that are logged in, in order.
     *
     * @param after only names after this one; null for all
     * @param limit at most this many
     */
    public List<String> names(@Nullable String after, int limit) {
        var rest = after == null ? connections : connections.tailMap(after, false);
        return rest.keySet().stream().limit(limit).toList();
    }
}
