package io.confab.benchmarks;

import static java.util.concurrent.TimeUnit.SECONDS;

import com.sun.management.UnixOperatingSystemMXBean;
import io.confab.benchmarks.ReturningMember.Membership;
import io.confab.benchmarks.StoredBench.Verdict;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * All members of all sessions come back at once to a server that was killed and started again, each with its token, and get
 * what their sessions were told while they did not read. All of them on one event loop, so that it can be given a processor
 * of its own.
 */
final class ResumeCase implements StoredBench.Case {

    private static final int CONNECTING_AT_A_TIME = 200;
    private static final long PATIENCE_SECONDS = 120;

    /** What this process has open besides its connections. */
    private static final int OTHER_FILES = 500;

    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(
            1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());

    @Override
    public Verdict measure(StoredOptions options, Path folder)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        requireFiles(options.sessions * options.members);
        ServerProcess.Launch launch = options.launch("sessions.durability=synced", "metrics.port=0");
        try {
            List<Membership> memberships = new ArrayList<>();
            try (ServerProcess killed = ServerProcess.start(launch, folder)) {
                memberships.addAll(talk(options, killed));
            }
            try (ServerProcess server = ServerProcess.start(launch, folder)) {
                return comeBack(options, server, memberships);
            }
        } finally {
            group.shutdownGracefully(0, 2, SECONDS).sync();
        }
    }

    private static void requireFiles(int members) {
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                && members + OTHER_FILES > system.getMaxFileDescriptorCount()) {
            throw new IllegalArgumentException("sessions x members: " + members + " (expected: at most "
                    + (system.getMaxFileDescriptorCount() - OTHER_FILES)
                    + ", as so many files may be open: ulimit -n)");
        }
    }

    // ---- before the server is killed ----

    private List<Membership> talk(StoredOptions options, ServerProcess server)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<ReturningMember> creators = new ArrayList<>();
        List<ReturningMember> joiners = new ArrayList<>();
        for (int session = 0; session < options.sessions; session++) {
            for (int member = 0; member < options.members; member++) {
                Membership membership =
                        new Membership("m" + session + "-" + member, "s" + session, member == 0, null, 0);
                (member == 0 ? creators : joiners).add(new ReturningMember(membership, 0, options.payload));
            }
        }
        List<Membership> memberships = new ArrayList<>(connect(creators, server.address()));
        memberships.addAll(connect(joiners, server.address()));
        group.submit(() -> joiners.forEach(ReturningMember::stopReading)).get(PATIENCE_SECONDS, SECONDS);
        List<CompletableFuture<?>> said = new ArrayList<>();
        group.submit(() -> creators.forEach(creator -> said.add(creator.say(options.missed))))
                .get(PATIENCE_SECONDS, SECONDS);
        all(said).get(PATIENCE_SECONDS, SECONDS);
        server.kill();
        close(creators);
        close(joiners);
        return memberships;
    }

    private List<Membership> connect(List<ReturningMember> members, InetSocketAddress server)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<Membership> joined = new ArrayList<>();
        for (int from = 0; from < members.size(); from += CONNECTING_AT_A_TIME) {
            List<ReturningMember> some = members.subList(from, Math.min(members.size(), from + CONNECTING_AT_A_TIME));
            some.forEach(member -> connect(member, server));
            for (ReturningMember member : some) {
                joined.add(member.joined().get(PATIENCE_SECONDS, SECONDS));
            }
        }
        return joined;
    }

    private void connect(ReturningMember member, InetSocketAddress server) {
        Class<? extends Channel> type = Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
        new Bootstrap()
                .group(group)
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(member)
                .connect(server)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        member.fail(connected.cause());
                    }
                });
    }

    // ---- after it was started again ----

    private Verdict comeBack(StoredOptions options, ServerProcess server, List<Membership> memberships)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        EventLoop eventLoop = group.next();
        List<Comeback> members = memberships.stream()
                .map(membership ->
                        new Comeback(membership, options, member -> connect(member, server.address()), eventLoop))
                .toList();
        CompletableFuture<Long> back =
                all(members.stream().map(Comeback::done).toList()).thenApply(nothing -> System.nanoTime());
        CpuTime before = CpuTime.of(server.handle());
        long start = System.nanoTime();
        eventLoop.execute(() -> members.forEach(Comeback::begin));
        String trouble = await(back);
        long end = trouble.isEmpty() ? back.join() : System.nanoTime();
        Cost cost = new Cost((end - start) / 1e9, CpuTime.of(server.handle()).minus(before), server.peakMemory());
        Logins logins = Logins.of(server.figures());
        return eventLoop
                .submit(() -> {
                    members.forEach(each -> each.member().close());
                    return verdict(options, members, cost, logins, trouble);
                })
                .get(PATIENCE_SECONDS, SECONDS);
    }

    /** @return what went wrong; empty where nothing did */
    private static String await(CompletableFuture<?> back) throws InterruptedException {
        try {
            back.get(PATIENCE_SECONDS, SECONDS);
            return "";
        } catch (ExecutionException e) {
            return "; " + e.getMessage();
        } catch (TimeoutException e) {
            return "; not all of them by then";
        }
    }

    /**
     * What it took until all were back.
     *
     * @param peak bytes of the server's memory, 0 if not known
     */
    private record Cost(double seconds, CpuTime used, long peak) {}

    private static Verdict verdict(
            StoredOptions options, List<Comeback> members, Cost cost, Logins logins, String trouble) {
        long missed = (long) members.size() * options.missed;
        int there = 0;
        long received = 0;
        long repeatedOrReordered = 0;
        long corrupt = 0;
        int lost = 0;
        for (Comeback each : members) {
            ReturningMember member = each.member();
            there += member.hasJoined() ? 1 : 0;
            received += member.tally().received();
            repeatedOrReordered += member.tally().repeatedOrReordered();
            corrupt += member.tally().corrupt();
            lost += each.lost();
        }
        boolean right = trouble.isEmpty()
                && there == members.size()
                && received == missed
                && members.stream().allMatch(each -> each.member().tally().next(0) == options.missed)
                && repeatedOrReordered == 0
                && corrupt == 0
                && logins.resumed() == members.size()
                && logins.others() == 0;
        String line = String.format(
                Locale.ROOT,
                "%,d of %,d members of %,d sessions back %.1f s after the first connection, with %,d of %,d missed"
                        + " messages (repeated or reordered %,d, corrupt %,d); connections lost before they joined and made again %,d; processor time: server %.1f s, driver"
                        + " %.1f s; server's memory at most %s with -Xmx%s; logins with tokens %,d, with passwords or refused %,d%s",
                there,
                members.size(),
                options.sessions,
                cost.seconds(),
                received,
                missed,
                repeatedOrReordered,
                corrupt,
                lost,
                cost.used().server().toMillis() / 1e3,
                cost.used().driver().toMillis() / 1e3,
                cost.peak() == 0 ? "unknown" : String.format(Locale.ROOT, "%,d MB", cost.peak() / 1_000_000),
                options.heap,
                logins.resumed(),
                logins.others(),
                trouble);
        return new Verdict(right, line);
    }

    /**
     * How members logged in, as the server counts it.
     *
     * @param resumed with a token
     * @param others  with a password, and whatever was refused
     */
    record Logins(long resumed, long others) {

        private static final String NAME = "confab_logins_total{";

        static Logins of(String figures) {
            long resumed = 0;
            long others = 0;
            for (String line :
                    figures.lines().filter(each -> each.startsWith(NAME)).toList()) {
                long count = (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
                if (line.contains("result=\"resumed\"")) {
                    resumed += count;
                } else {
                    others += count;
                }
            }
            return new Logins(resumed, others);
        }
    }

    private void close(List<ReturningMember> members)
            throws InterruptedException, ExecutionException, TimeoutException {
        group.submit(() -> members.forEach(ReturningMember::close)).get(PATIENCE_SECONDS, SECONDS);
    }

    private static CompletableFuture<Void> all(List<? extends CompletableFuture<?>> futures) {
        return CompletableFuture.allOf(futures.toArray(CompletableFuture[]::new));
    }
}
