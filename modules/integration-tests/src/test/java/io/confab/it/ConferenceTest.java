package io.confab.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confab.server.ConfabServer;
import io.confab.server.Transport;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Fifty clients in ten sessions say five hundred things each. */
class ConferenceTest {

    private static final int SESSIONS = 10;
    private static final int MEMBERS = 5;
    private static final int MESSAGES = 500;

    @ParameterizedTest
    @EnumSource(
            value = Transport.class,
            names = {"EPOLL", "IO_URING", "NIO"})
    void everyMemberSeesExactlyWhatTheOthersSaidInOneOrder(Transport transport) throws Exception {
        ConfabServer server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .transport(transport)
                .eventLoops(2)
                .start()
                .join();
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<Future<Map<Long, String>>> heard = new ArrayList<>();
            CountDownLatch everyoneIsIn = new CountDownLatch(SESSIONS * MEMBERS);
            for (int member = 0; member < MEMBERS; member++) {
                for (int session = 0; session < SESSIONS; session++) {
                    heard.add(threads.submit(new Talker(server.address(), session, member, everyoneIsIn, threads)));
                    // one after the other, so that the first creates the session and the others find it
                    await().pollInterval(Duration.ofMillis(1)).until(sessionHas(server, session, member + 1));
                }
            }
            Map<Integer, Map<Long, String>> logs = new HashMap<>();
            for (int i = 0; i < heard.size(); i++) {
                Map<Long, String> mine = heard.get(i).get();
                Map<Long, String> log = logs.computeIfAbsent(i % SESSIONS, s -> new TreeMap<>());
                mine.forEach((sequence, text) ->
                        assertThat(log.computeIfAbsent(sequence, s -> text)).isEqualTo(text));
            }
            logs.values().forEach(log -> assertThat(log).hasSize(MEMBERS * MESSAGES));
            await().until(() -> server.connections() == 0 && server.sessions().size() == 0);
            assertThat(server.online().size()).isZero();
        } finally {
            threads.shutdownNow();
            server.close(Duration.ofSeconds(1)).join();
        }
    }

    private static Callable<Boolean> sessionHas(ConfabServer server, int session, int members) {
        return () -> {
            var found = server.sessions().find("s" + session);
            return found != null && found.size() == members;
        };
    }

    /** Talks and listens at the same time; gives back what it heard, checked to be in order. */
    private record Talker(
            InetSocketAddress address, int session, int member, CountDownLatch everyoneIsIn, ExecutorService threads)
            implements Callable<Map<Long, String>> {

        @Override
        public Map<Long, String> call() throws Exception {
            try (Peer peer = Peer.login(address, "u" + session + "-" + member)) {
                peer.ask(member == 0 ? Peer.CREATE : Peer.JOIN, "", "s" + session, "")
                        .expect(Peer.ACK);
                everyoneIsIn.countDown();
                everyoneIsIn.await();
                Future<?> talking = threads.submit(() -> {
                    for (int i = 0; i < MESSAGES; i++) {
                        peer.say("s" + session, member + ":" + i);
                    }
                    return null;
                });
                Map<Long, String> heard = listen(peer);
                talking.get();
                return heard;
            }
        }

        private Map<Long, String> listen(Peer peer) throws Exception {
            Map<Long, String> heard = new TreeMap<>();
            int[] next = new int[MEMBERS];
            long last = 0;
            while (heard.size() < (MEMBERS - 1) * MESSAGES) {
                Peer.Frame text = peer.hear();
                String[] said = text.data.split(":", 2);
                int speaker = Integer.parseInt(said[0]);
                assertThat(text.session).isEqualTo("s" + session);
                assertThat(text.source).isEqualTo("u" + session + "-" + speaker);
                assertThat(speaker).isNotEqualTo(member);
                assertThat(text.sequence).isGreaterThan(last);
                assertThat(Integer.parseInt(said[1])).isEqualTo(next[speaker]++);
                last = text.sequence;
                heard.put(text.sequence, text.data);
            }
            return heard;
        }
    }
}
