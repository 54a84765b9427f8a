package io.confab.benchmarks;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the arguments of {@code ./confab bench} say. */
final class Options {

    static final String HELP = """
            Usage: confab bench [options]          throughput, then latency, of a server of its own
                   confab bench sweep [options]    how the cost grows: CSV, and a plot
                   confab bench stored [CASE...] [options]
                                                   stored sessions: resume, history, opening, or one after the other
                   confab bench local [MEMBERS]    members in this JVM, without sockets: memory of each, one broadcast
                   confab bench jmh [options]      microbenchmarks; the options are JMH's

            Who talks
              --sessions N      sessions (1)
              --members N       members of each session (100)
              --publishers N    members of each session that speak (1)
              --payload BYTES   bytes of a text (100)
              --ack             every text asks for an ACK
              --protocol NAME   what is spoken: native, or over WebSocket json or binary; socketio, with --server (native)
            How fast: without either, first --window 64, then --rate 1000
              --window N        texts of a publisher on their way at a time
              --rate N          texts a second, of all publishers together
            How
              --duration S      seconds of a run (5)
              --warmup S        seconds before the first (5)
              --runs N          runs; the medians are told (3)
              --pin             server on processor 0, driver on the others (needs taskset)
              --set KEY=VALUE   a setting of the server that is started
              --server H:P      a server that runs already, on this machine, with open accounts
              --pid PID         the process whose processor time is that server's
              --results DIR     where results are kept and looked for (target/benchmarks)
            Stored sessions; --payload, --pin and --set as above
              resume            members of all sessions come back at once after kill -9, and get what they missed
              history           a long log is read backwards, 100 messages a page
              opening           a server starts on a log whose writer was killed in the middle of writing
              --sessions N      sessions of resume and opening (100)
              --members N       members of each session that come back (100)
              --missed N        messages that each session missed (100)
              --messages N      messages of the log (history 1000000, opening 10000000)
              --heap SIZE       the server's, as of -Xmx (512m)
              --folder DIR      where the log is for so long; on a disk, as a tmpfs syncs nothing (target)

            Exit codes: 0; 1 where a text was lost, repeated, reordered or changed, or the server failed; 2 for wrong arguments.
            """;

    int sessions = 1;
    int members = 100;
    int publishers = 1;
    int payload = 100;
    int window;
    int rate;
    int runs = 3;
    boolean acked;
    Protocol protocol = Protocol.NATIVE;
    boolean pinned;
    Duration duration = Duration.ofSeconds(5);
    Duration warmup = Duration.ofSeconds(5);

    @Nullable
    InetSocketAddress server;

    @Nullable
    ProcessHandle process;

    Path results = Path.of("target", "benchmarks");
    Path jar = Path.of("modules", "standalone", "target", "confab-server.jar");
    final List<String> settings = new ArrayList<>();

    /** @throws IllegalArgumentException with what was expected */
    static Options parse(List<String> arguments) {
        Options options = new Options();
        for (int i = 0; i < arguments.size(); i++) {
            String name = arguments.get(i);
            switch (name) {
                case "--ack" -> options.acked = true;
                case "--pin" -> options.pinned = true;
                default -> options.set(name, i + 1 < arguments.size() ? arguments.get(++i) : null);
            }
        }
        if (options.process != null && options.server == null) {
            throw new IllegalArgumentException("--pid: without a server (expected: --server, too)");
        }
        if (options.protocol == Protocol.SOCKETIO && options.server == null) {
            throw new IllegalArgumentException(
                    "--protocol: socketio without a server (expected: --server, too, of modules/benchmarks/peers/socketio)");
        }
        if (options.window > 0 && options.rate > 0) {
            throw new IllegalArgumentException("--window and --rate: both (expected: one of them, or none)");
        }
        options.scenarios(); // refuses what does not go together
        return options;
    }

    private void set(String name, @Nullable String value) {
        switch (name) {
            case "--sessions" -> sessions = number(name, value, 1);
            case "--members" -> members = number(name, value, 2);
            case "--publishers" -> publishers = number(name, value, 1);
            case "--payload" -> payload = number(name, value, Payload.MIN_BYTES);
            case "--protocol" -> protocol = Protocol.named(name, text(name, value));
            case "--window" -> window = number(name, value, 1);
            case "--rate" -> rate = number(name, value, 1);
            case "--runs" -> runs = number(name, value, 1);
            case "--duration" -> duration = Duration.ofSeconds(number(name, value, 1));
            case "--warmup" -> warmup = Duration.ofSeconds(number(name, value, 0));
            case "--server" -> server = address(text(name, value));
            case "--pid" -> process = process(number(name, value, 1));
            case "--results" -> results = Path.of(text(name, value));
            case "--jar" -> jar = Path.of(text(name, value));
            case "--set" -> settings.add(text(name, value));
            default ->
                throw new IllegalArgumentException(name + ": unknown option (expected: one of confab bench --help)");
        }
    }

    static String text(String name, @Nullable String value) {
        if (value == null) {
            throw new IllegalArgumentException(name + ": no value (expected: one)");
        }
        return value;
    }

    static int number(String name, @Nullable String value, int least) {
        try {
            int number = Integer.parseInt(text(name, value));
            if (number >= least && number <= 10_000_000) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(name + ": " + value + " (expected: a whole number from " + least + " on)");
    }

    // Load on somebody else's machine is an attack.
    private static InetSocketAddress address(String value) {
        int colon = value.lastIndexOf(':');
        if (colon <= 0) {
            throw new IllegalArgumentException("--server: " + value + " (expected: HOST:PORT)");
        }
        int port = number("--server", value.substring(colon + 1), 1);
        try {
            InetAddress host = InetAddress.getByName(value.substring(0, colon));
            if (host.isLoopbackAddress() && port <= 65_535) {
                return new InetSocketAddress(host, port);
            }
        } catch (UnknownHostException e) {
            // said below
        }
        throw new IllegalArgumentException("--server: " + value + " (expected: a loopback address and a port)");
    }

    private static ProcessHandle process(int pid) {
        return ProcessHandle.of(pid)
                .orElseThrow(() -> new IllegalArgumentException("--pid: " + pid + " (expected: a process)"));
    }

    /** What is to be measured, in order. */
    List<Scenario> scenarios() {
        int given = window == 0 && rate == 0 ? 64 : window;
        Scenario first = new Scenario(sessions, members, publishers, payload, given, rate, acked, protocol);
        return window == 0 && rate == 0 ? List.of(first, first.withRate(1000)) : List.of(first);
    }
}
