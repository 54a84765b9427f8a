package io.confab.benchmarks;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static java.util.concurrent.TimeUnit.SECONDS;

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
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeoutException;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * One run against one server: connects the members, has them talk, counts. All of it happens on one event loop, so that
 * it can be given a processor of its own.
 */
final class LoadRun {

    private static final int CONNECTING_AT_A_TIME = 200;
    private static final long PATIENCE_SECONDS = 60;
    private static final Duration DRAIN = Duration.ofSeconds(3);

    private final Scenario scenario;
    private final InetSocketAddress server;
    private final @Nullable ProcessHandle process;
    private final EventLoopGroup group;
    private final EventLoop eventLoop;

    private final List<LoadMember> members = new ArrayList<>();
    private final List<LoadPublisher> publishers = new ArrayList<>();
    private final Histogram latencies = new Histogram(3);

    // On the event loop only.
    private List<LoadPublisher> readyToSpeak = new ArrayList<>();
    private boolean speaking;
    private boolean measuring;
    private long measured;
    private long said;
    private long firstDue;
    private boolean ended;
    private int disconnected;

    /** @param process whose processor time is the server's, or null */
    LoadRun(Scenario scenario, InetSocketAddress server, @Nullable ProcessHandle process) {
        this.scenario = scenario;
        this.server = server;
        this.process = process;
        group = new MultiThreadIoEventLoopGroup(
                1, Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
        eventLoop = group.next();
    }

    Scenario scenario() {
        return scenario;
    }

    /**
     * Does it all, and leaves nothing connected.
     *
     * @throws ExecutionException if the server refuses something
     */
    Result run(Duration warmup, Duration duration) throws InterruptedException, ExecutionException, TimeoutException {
        try {
            connect();
            on(this::begin);
            NANOSECONDS.sleep(warmup.toNanos());
            CpuTime before = CpuTime.of(process);
            long start = System.nanoTime();
            on(() -> measuring = true);
            NANOSECONDS.sleep(duration.toNanos());
            on(() -> measuring = false);
            long end = System.nanoTime();
            CpuTime used = CpuTime.of(process).minus(before);
            on(() -> ended = true);
            drain();
            return result((end - start) / 1e9, used);
        } finally {
            on(() -> members.forEach(LoadMember::close));
            group.shutdownGracefully(0, 2, SECONDS).sync();
        }
    }

    // ---- connecting ----

    // First who creates the sessions, then who joins them.
    private void connect() throws InterruptedException, ExecutionException, TimeoutException {
        String prefix = "bench" + ThreadLocalRandom.current().nextInt(1_000_000) + "-";
        List<LoadMember> creators = new ArrayList<>();
        List<LoadMember> joiners = new ArrayList<>();
        for (int session = 0; session < scenario.sessions(); session++) {
            LoadPublisher[] speakers = new LoadPublisher[scenario.publishers()];
            for (int member = 0; member < scenario.members(); member++) {
                LoadMember made = new LoadMember(
                        this,
                        prefix + session + "-" + member,
                        prefix + session,
                        member == 0,
                        speakers,
                        member < speakers.length ? member : -1);
                (member == 0 ? creators : joiners).add(made);
            }
            publishers.addAll(List.of(speakers));
        }
        members.addAll(creators);
        members.addAll(joiners);
        connect(creators);
        connect(joiners);
    }

    private void connect(List<LoadMember> some) throws InterruptedException, ExecutionException, TimeoutException {
        for (int from = 0; from < some.size(); from += CONNECTING_AT_A_TIME) {
            List<LoadMember> batch = some.subList(from, Math.min(some.size(), from + CONNECTING_AT_A_TIME));
            batch.forEach(this::connect);
            CompletableFuture.allOf(batch.stream().map(LoadMember::joined).toArray(CompletableFuture[]::new))
                    .get(PATIENCE_SECONDS, SECONDS);
        }
    }

    private void connect(LoadMember member) {
        Class<? extends Channel> type = Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
        new Bootstrap()
                .group(group)
                .channel(type)
                .option(ChannelOption.TCP_NODELAY, true)
                .handler(member)
                .connect(server)
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        member.joined().completeExceptionally(connected.cause());
                    }
                });
    }

    // ---- talking; on the event loop ----

    private void begin() {
        if (scenario.rate() > 0) {
            firstDue = System.nanoTime();
            sayWhatIsDue();
        } else {
            publishers.forEach(LoadPublisher::sayAll);
        }
    }

    // The intended time of a text is when it is due, however late this event loop or the server may be.
    private void sayWhatIsDue() {
        while (!ended && due(said) <= System.nanoTime()) {
            publishers.get((int) (said % publishers.size())).say(due(said));
            said++;
        }
        if (!ended) {
            eventLoop.schedule(this::sayWhatIsDue, Math.max(0, due(said) - System.nanoTime()), NANOSECONDS);
        }
    }

    private long due(long text) {
        return firstDue + text * 1_000_000_000L / scenario.rate();
    }

    /** Has a publisher go on once everything that was read has been looked at. */
    void maySpeak(LoadPublisher publisher) {
        readyToSpeak.add(publisher);
        if (!speaking) {
            speaking = true;
            eventLoop.execute(this::speak);
        }
    }

    private void speak() {
        speaking = false;
        List<LoadPublisher> ready = readyToSpeak;
        readyToSpeak = new ArrayList<>(ready.size());
        if (!ended) {
            ready.forEach(LoadPublisher::sayAll);
        }
    }

    void delivered(long intendedNanoTime) {
        if (measuring) {
            measured++;
            latencies.recordValue(Math.max(0, System.nanoTime() - intendedNanoTime));
        }
    }

    void disconnected() {
        disconnected++;
    }

    // ---- ending ----

    // What is on its way may arrive, for as long as something does.
    private void drain() throws InterruptedException, ExecutionException, TimeoutException {
        long before = -1;
        long now = received();
        while (now != before && !isComplete()) {
            before = now;
            long until = System.nanoTime() + DRAIN.toNanos();
            while (System.nanoTime() < until && !isComplete()) {
                NANOSECONDS.sleep(10_000_000);
            }
            now = received();
        }
        on(() -> members.forEach(LoadMember::ended));
    }

    private long received() throws InterruptedException, ExecutionException, TimeoutException {
        return get(() ->
                members.stream().mapToLong(member -> member.tally().received()).sum());
    }

    private boolean isComplete() throws InterruptedException, ExecutionException, TimeoutException {
        long expected =
                get(() -> publishers.stream().mapToLong(LoadPublisher::said).sum());
        long acks = get(() -> members.stream().mapToLong(LoadMember::acks).sum());
        return received() == expected * (scenario.members() - 1) && (!scenario.acked() || acks == expected);
    }

    private Result result(double seconds, CpuTime used)
            throws InterruptedException, ExecutionException, TimeoutException {
        return get(() -> {
            long texts = publishers.stream().mapToLong(LoadPublisher::said).sum();
            long acks = members.stream().mapToLong(LoadMember::acks).sum();
            long unacked = scenario.acked() ? texts - acks : 0;
            return new Result(
                    scenario,
                    CpuTime.java(process),
                    CpuTime.machine(),
                    measured / seconds,
                    measured / seconds / (scenario.members() - 1),
                    micros(50),
                    micros(90),
                    micros(99),
                    micros(99.9),
                    latencies.getMaxValue() / 1e3,
                    measured == 0 ? 0 : used.server().toNanos() / 1e3 / measured,
                    100 * used.server().toNanos() / 1e9 / seconds,
                    100 * used.driver().toNanos() / 1e9 / seconds,
                    members.stream().mapToLong(member -> member.tally().lost()).sum() + unacked + disconnected,
                    members.stream()
                            .mapToLong(member -> member.tally().repeatedOrReordered())
                            .sum(),
                    members.stream()
                            .mapToLong(member -> member.tally().corrupt())
                            .sum());
        });
    }

    private double micros(double percentile) {
        return latencies.getValueAtPercentile(percentile) / 1e3;
    }

    private void on(Runnable task) throws InterruptedException, ExecutionException, TimeoutException {
        eventLoop.submit(task).get(PATIENCE_SECONDS, SECONDS);
    }

    private <T> T get(Callable<T> task) throws InterruptedException, ExecutionException, TimeoutException {
        return eventLoop.submit(task).get(PATIENCE_SECONDS, SECONDS);
    }
}
