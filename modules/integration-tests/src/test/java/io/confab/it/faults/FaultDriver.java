package io.confab.it.faults;

import io.confab.api.Durability;
import io.confab.codec.SessionOptions;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/**
 * Twenty clients talk in five stored sessions, and to each other alone, while the server is killed and started again, connections are cut in the middle of
 * a frame or held up, and the disk is full; then everything has to agree, see {@link Journal}.
 *
 * <pre>
 *  ./confab verify -Dtest=FaultsTest -Dsurefire.failIfNoSpecifiedTests=false -Dconfab.faults.seconds=600 -Dconfab.faults.seed=1
 * </pre>
 */
final class FaultDriver implements AutoCloseable {

    private static final int CLIENTS = 20;
    private static final int SESSIONS = 5;
    private static final long SETTLING_SECONDS = 120;

    /** What is lost does not come however long one waits. */
    private static final long SABOTAGED_SETTLING_SECONDS = 10;

    /** What is done to make the run fail, to show that a failure is seen. */
    enum Sabotage {
        NONE,
        /** What was not synced is gone with the server: a disk that lies. */
        LOSES_UNSYNCED_WRITES,
        /** Resuming is without a sequence, so what was said meanwhile is missed. */
        JOINS_WITHOUT_AFTER,
        /** Messages come without their ids, so one said again is another one. */
        STRIPS_MESSAGE_IDS,
        /** Direct messages come without their ids. */
        STRIPS_DIRECT_IDS,
        /** Nobody promises to say which direct messages it has, so a connection that is lost takes what was on its way. */
        LOGS_IN_WITHOUT_RECEIPTS
    }

    private final Path data;
    private final Random random;
    private final Sabotage sabotage;
    private final Journal journal = new Journal();
    private final List<Talker> talkers = new ArrayList<>();
    private final Map<String, Integer> faults = new LinkedHashMap<>();
    private final ServerUnderTest server;
    private final FaultyProxy proxy;
    private final boolean smallDisk;

    /**
     * @param data an empty folder; if it is on a small file system of its own, that is filled now and then
     */
    FaultDriver(Path data, long seed, Sabotage sabotage) throws Exception {
        this.data = data;
        this.random = new Random(seed);
        this.sabotage = sabotage;
        FileStore store = Files.getFileStore(data);
        this.smallDisk = store.type().equals("tmpfs") && store.getTotalSpace() <= 512L << 20;
        this.server =
                new ServerUnderTest(data, "sessions.durability=" + durability().text());
        this.proxy = new FaultyProxy(changes());
        proxy.target(server.port());
    }

    private Durability durability() {
        return sabotage == Sabotage.LOSES_UNSYNCED_WRITES ? Durability.WRITTEN : Durability.SYNCED;
    }

    private UnaryOperator<byte[]> changes() {
        return switch (sabotage) {
            case JOINS_WITHOUT_AFTER -> Frames::withoutJoinData;
            case STRIPS_MESSAGE_IDS -> Frames::withoutMessageId;
            case STRIPS_DIRECT_IDS -> Frames::withoutDirectId;
            case LOGS_IN_WITHOUT_RECEIPTS -> Frames::withoutReceipts;
            default -> UnaryOperator.identity();
        };
    }

    /** @return what is wrong; empty if nothing is */
    List<String> run(long seconds) throws Exception {
        join();
        ScheduledExecutorService talking = Executors.newSingleThreadScheduledExecutor();
        Random choices = new Random(random.nextLong());
        talking.scheduleAtFixedRate(
                () -> talkers.forEach(talker -> {
                    talker.talk(choices.nextInt(SESSIONS));
                    if (choices.nextInt(4) == 0) {
                        talker.tell(talkers.get(choices.nextInt(CLIENTS)).account());
                    }
                }),
                0,
                10,
                TimeUnit.MILLISECONDS);
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        while (System.nanoTime() < until) {
            pause(200 + random.nextInt(1500));
            fault();
        }
        talking.shutdown();
        talking.awaitTermination(10, TimeUnit.SECONDS);
        proxy.releaseAll();
        return settledAndChecked();
    }

    private static void pause(long millis) throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(millis); // the time between faults is a part of the load, not waiting for something
    }

    private void join() throws Exception {
        for (int i = 0; i < CLIENTS; i++) {
            List<String> sessions = List.of("s" + i % SESSIONS, "s" + (i + 1) % SESSIONS, "s" + (i + 3) % SESSIONS);
            Talker talker = new Talker("c" + i, sessions, journal);
            talker.startHastily(proxy.port());
            talkers.add(talker);
        }
        for (int i = 0; i < SESSIONS; i++) {
            Talker owner = talkers.get(i);
            owner.client().create("s" + i, SessionOptions.of(durability())).get(60, TimeUnit.SECONDS);
        }
        for (int i = 0; i < CLIENTS; i++) {
            for (String session : talkers.get(i).sessions()) {
                if (i >= SESSIONS || !session.equals("s" + i)) {
                    talkers.get(i).join(session);
                }
            }
        }
    }

    private void fault() throws Exception {
        int choice = random.nextInt(smallDisk ? 12 : 11);
        boolean answersMatter = sabotage == Sabotage.STRIPS_MESSAGE_IDS
                || sabotage == Sabotage.STRIPS_DIRECT_IDS
                || sabotage == Sabotage.LOGS_IN_WITHOUT_RECEIPTS;
        if (answersMatter || choice == 10) {
            count("lost acknowledgements");
            loseAcknowledgements();
        } else if (choice < 2) {
            count("kills");
            killAndRestart();
        } else if (choice < 7) {
            count("cuts");
            proxy.cut(random.nextInt(CLIENTS));
        } else if (choice < 8) {
            count("cuts of all");
            proxy.cutAll();
        } else if (choice < 10) {
            count("holds");
            int held = random.nextInt(CLIENTS);
            proxy.hold(held, true);
            pause(random.nextInt(2000));
            proxy.releaseAll();
        } else {
            count("full disks");
            fillDisk();
        }
    }

    // What is said meanwhile is in the log, and nobody is told so before the connections are gone.
    private void loseAcknowledgements() throws InterruptedException {
        for (int i = 0; i < CLIENTS; i++) {
            proxy.hold(i, true);
        }
        pause(100 + random.nextInt(400));
        proxy.cutAll();
        proxy.releaseAll();
    }

    private void count(String fault) {
        faults.merge(fault, 1, Integer::sum);
    }

    private void killAndRestart() throws Exception {
        server.kill();
        proxy.target(0);
        if (sabotage == Sabotage.LOSES_UNSYNCED_WRITES) {
            Files.deleteIfExists(data.resolve("messages.db-wal"));
        }
        pause(random.nextInt(300));
        server.start();
        proxy.target(server.port());
    }

    private void fillDisk() throws Exception {
        Path filler = data.resolve("filler");
        try (OutputStream out = Files.newOutputStream(filler)) {
            byte[] block = new byte[64 * 1024];
            while (true) {
                out.write(block);
            }
        } catch (IOException full) {
            pause(500 + random.nextInt(1500));
        } finally {
            Files.deleteIfExists(filler);
        }
    }

    private List<String> settledAndChecked() throws Exception {
        List<String> wrong = new ArrayList<>();
        long settling = sabotage == Sabotage.NONE ? SETTLING_SECONDS : SABOTAGED_SETTLING_SECONDS;
        long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(settling);
        while (System.nanoTime() < until && talkers.stream().anyMatch(talker -> talker.waiting() > 0)) {
            pause(50);
        }
        for (Talker talker : talkers) {
            if (talker.waiting() > 0) {
                wrong.add(talker.account() + ": " + talker.waiting() + " messages were never answered");
            }
        }
        for (int i = 0; i < SESSIONS; i++) {
            String session = "s" + i;
            List<Journal.Entry> log;
            try {
                log = Journal.entries(server.messages(), session);
            } catch (IOException e) { // the session itself is lost
                wrong.add(session + ": " + e.getMessage());
                continue;
            }
            List<String> members = talkers.stream()
                    .filter(talker -> talker.sessions().contains(session))
                    .map(Talker::account)
                    .toList();
            while (System.nanoTime() < until
                    && !members.stream().allMatch(member -> journal.hasHeardAll(member, session, log))) {
                pause(50);
            }
            wrong.addAll(journal.check(session, members, log));
        }
        while (System.nanoTime() < until
                && !talkers.stream().allMatch(talker -> journal.hasHeardAllAlone(talker.account()))) {
            pause(50);
        }
        talkers.forEach(talker -> wrong.addAll(journal.checkDirects(talker.account())));
        talkers.forEach(talker -> wrong.addAll(talker.troubles()));
        return wrong;
    }

    /** What was done, and what came of it. */
    String report() {
        return faults + "; " + journal.acknowledgements() + " acknowledged, " + journal.deliveries() + " heard, "
                + journal.directs() + " direct messages acknowledged, refused " + journal.refusals();
    }

    @Override
    public void close() throws IOException {
        talkers.forEach(Talker::close);
        proxy.close();
        server.close();
    }
}
