package io.confab.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confab.server.ConfabServer;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Clients come and go: connect, log in, join, leave, quit. Ten thousand times, or {@code -Dconfab.cycles=100000}.
 */
class ChurnTest {

    private static final int CYCLES = Integer.getInteger("confab.cycles", 10_000);
    private static final int THREADS = 8;

    /** What the JVM itself, its code cache and the pools of Netty may have grown by. */
    private static final long ALLOWED_GROWTH = 8L << 20;

    @Test
    @Timeout(900)
    void leavesNothingBehind() throws Exception {
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .eventLoops(2)
                .start()
                .join();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            comeAndGo(server, threads, 2000); // loads the classes, fills the pools
            long before = usedHeap();
            comeAndGo(server, threads, CYCLES);
            await().until(() -> server.connections() == 0);
            assertThat(server.sessions().size()).isZero();
            assertThat(server.sessions().entries(null)).isEmpty();
            assertThat(server.online().size()).isZero();
            assertThat(server.online().names(null, 10)).isEmpty();
            await().atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(usedHeap()).isLessThan(before + ALLOWED_GROWTH));
        } finally {
            threads.shutdownNow();
            server.close(Duration.ofSeconds(1)).join();
        }
    }

    private static void comeAndGo(ConfabServer server, ExecutorService threads, int cycles) throws Exception {
        AtomicInteger left = new AtomicInteger(cycles);
        List<Future<?>> workers = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            int worker = i;
            workers.add(threads.submit(() -> {
                while (left.getAndDecrement() > 0) {
                    cycle(server.address(), worker);
                }
                return null;
            }));
        }
        for (Future<?> worker : workers) {
            worker.get();
        }
    }

    private static void cycle(InetSocketAddress address, int worker) throws Exception {
        String session = "s" + worker / 2; // two at a time come and go in each, so that sessions open and close, too
        try (Peer peer = loginAgain(address, "u" + worker)) {
            Peer.Frame joined = peer.ask(Peer.JOIN, "", session, "");
            if (joined.type == Peer.NAK) {
                joined.expectNak("NO_SUCH_SESSION");
                Peer.Frame created = peer.ask(Peer.CREATE, "", session, "");
                if (created.type == Peer.NAK) {
                    created.expectNak("SESSION_EXISTS"); // the other one was faster, and may have left again
                    return;
                }
            }
            peer.say(session, "here I am");
            peer.ask(Peer.LEAVE, "", session, "").expect(Peer.ACK);
            peer.ask(Peer.LOGOUT, "", "", "").expect(Peer.ACK);
            peer.expectClosed();
        }
    }

    // After a cycle that ended early the server may not have seen the connection close yet.
    private static Peer loginAgain(InetSocketAddress address, String account) throws Exception {
        while (true) {
            Peer peer = Peer.connect(address);
            Peer.Frame reply = peer.ask(Peer.LOGIN, account, "", "secret");
            if (reply.type == Peer.ACK) {
                return peer;
            }
            reply.expectNak("ALREADY_LOGGED_IN");
            peer.close();
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
}
