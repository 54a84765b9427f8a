package io.confab.standalone;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.confab.codec.ListResult;
import io.confab.server.ConfabServer;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * How a server is at one moment. What {@code confab status --json} prints; keys may be added.
 *
 * @param version      of the server
 * @param state        in capitals, as of {@link io.confab.server.ServerState}
 * @param uptimeMillis since the process began
 * @param address      where clients connect
 * @param transport    how sockets are served
 * @param pid          of the process
 * @param connections  open ones, logged in or not
 * @param accounts     that are logged in
 * @param sessions     those that are stored and those that have members
 * @param members      of all sessions together
 * @param lagging      those of them that are behind and cannot go on
 * @param greatestLag  by how many messages the slowest of these is behind
 * @param heapBytes    in use
 * @param heapMaxBytes that may be
 * @param directBytes  of network buffers
 * @param largest      the sessions with the most members, at most ten, the largest first
 * @param rates        what the server does in a second, over the last ten; null from a server that does not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record ServerStatus(
        String version,
        String state,
        long uptimeMillis,
        String address,
        String transport,
        long pid,
        int connections,
        int accounts,
        int sessions,
        long members,
        int lagging,
        long greatestLag,
        long heapBytes,
        long heapMaxBytes,
        long directBytes,
        List<Top> largest,
        @Nullable Rates rates) {

    private static final int LARGEST = 10;

    /** A session. */
    record Top(String session, int members) {}

    /**
     * What was counted, for each second, and how long it took.
     *
     * @param messages      from clients to sessions, refused ones included
     * @param deliveries    of messages of sessions to members
     * @param bytesReceived from clients
     * @param bytesSent     to clients
     * @param logins        that were admitted
     * @param refusals      of commands and logins
     * @param commitMillis  from handing messages to the log to their commit, in the last minute; null where there was none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Rates(
            double messages,
            double deliveries,
            double bytesReceived,
            double bytesSent,
            double logins,
            double refusals,
            @Nullable Times commitMillis) {}

    /**
     * How long something took.
     *
     * @param p99 what 99 in 100 did not exceed, to an eighth
     */
    record Times(double mean, double p99, double max) {}

    /** Looks at all sessions, which takes some milliseconds where there are very many. */
    static ServerStatus of(ConfabServer server, String version, RecentMeters recent) {
        long members = 0;
        Comparator<Top> bySize =
                Comparator.comparingInt(Top::members).thenComparing(Top::session, Comparator.reverseOrder());
        PriorityQueue<Top> largest = new PriorityQueue<>(bySize);
        Iterator<ListResult.Entry> entries = server.sessions().entries(null).iterator();
        while (entries.hasNext()) {
            ListResult.Entry entry = entries.next();
            members += entry.members();
            if (entry.members() > 0) {
                largest.add(new Top(entry.name(), entry.members()));
                if (largest.size() > LARGEST) {
                    largest.remove();
                }
            }
        }
        List<Top> top = new ArrayList<>(largest);
        top.sort(bySize.reversed());
        MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
        return new ServerStatus(
                version,
                server.state().name(),
                ManagementFactory.getRuntimeMXBean().getUptime(),
                server.address().getHostString() + ":" + server.address().getPort(),
                server.transport().name().toLowerCase(Locale.ROOT).replace('_', '-'),
                ProcessHandle.current().pid(),
                server.connections(),
                server.online().size(),
                server.sessions().size(),
                members,
                recent.lagging(),
                recent.greatestLag(),
                heap.getUsed(),
                heap.getMax(),
                io.netty.util.internal.PlatformDependent.usedDirectMemory(),
                top,
                recent.rates());
    }
}
