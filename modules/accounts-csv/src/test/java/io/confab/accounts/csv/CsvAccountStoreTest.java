package io.confab.accounts.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confab.api.Account;
import io.confab.testkit.LogRecorder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class CsvAccountStoreTest {

    private static final Duration NEVER = Duration.ofDays(1);
    private static final String TWO = "name,password\njill,eW94dsol\njack,432wlFd\n";

    @RegisterExtension
    final LogRecorder log = LogRecorder.of(CsvAccountStore.class);

    @TempDir
    Path folder;

    private Path file;
    private final List<CsvAccountStore> opened = new ArrayList<>();
    // Not the common pool: from JDK 25 on it has one thread for all where a machine has two cores, and these wait.
    private final Executor ownThread = task -> new Thread(task, "other").start();

    @BeforeEach
    void writeTwoAccounts() throws IOException {
        file = folder.resolve("accounts.csv");
        Files.writeString(file, TWO);
    }

    @AfterEach
    void closeEveryStoreAndLookForLitter() throws IOException {
        opened.forEach(CsvAccountStore::close);
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).noneMatch(path -> path.toString().endsWith(".tmp"));
        }
    }

    @Test
    void refusesToOpenABrokenFileAndSaysWhere() throws Exception {
        Files.writeString(file, "name,password\njill,a\njack\n");
        assertThatThrownBy(this::open)
                .isInstanceOf(AccountFileException.class)
                .hasMessageStartingWith(file + ":3: fields: 1 (expected: 2");
    }

    @Test
    void takesARowThatLeavesOutWhatTheServerHasAddedColumnsFor() throws Exception {
        Files.writeString(file, "name,password,scram,locked\njill,a,,yes\njack,plain\n");
        CsvAccountStore store = open();

        assertThat(store.accounts()).contains(new Account("jack", "plain"));
        assertThat(done(store.replaceCredential("jack", "plain", "hashed"))).isTrue();

        assertThat(file).content().isEqualTo("name,password,scram,locked\njill,a,,yes\njack,hashed,,\n");
    }

    @Test
    void refusesToOpenAFileThatIsNotThere() {
        file = folder.resolve("missing.csv");
        assertThatThrownBy(this::open)
                .isInstanceOf(NoSuchFileException.class)
                .hasMessage(file + ": no such file (expected: an account file)");
    }

    @Test
    void picksUpAnEditByItself() throws Exception {
        CsvAccountStore store = keep(CsvAccountStore.open(file, AtomicFile.Move.ATOMIC, Duration.ofMillis(1)));
        Files.writeString(file, TWO + "jim,secret\n");
        await().until(() -> store.accounts().size() == 3);
        assertThat(credential(store, "jim")).isEqualTo("secret");
    }

    @Test
    void looksAtTheFileAboutOnceASecond() throws Exception {
        CsvAccountStore store = keep(CsvAccountStore.open(file));
        Files.writeString(file, TWO + "jim,secret\n");
        await().atMost(Duration.ofSeconds(10)).until(() -> store.accounts().size() == 3);
    }

    @Test
    void takesAnEditAsAWhole() throws Exception {
        CsvAccountStore store = open();
        Files.writeString(file, "name,password\njack,new\njim,secret\n");
        look(store);
        assertThat(store.accounts()).containsExactly(new Account("jack", "new"), new Account("jim", "secret"));
        assertThat(log.lines())
                .containsExactly("INFO " + file + ": 2 accounts", "INFO " + file + ": changed, 2 accounts");
    }

    @Test
    void seesAnEditOfTheSameSizeWithinTheSameTickOfTheClock() throws Exception {
        FileTime tick = FileTime.from(Instant.now());
        Files.setLastModifiedTime(file, tick);
        CsvAccountStore store = open();
        Files.writeString(file, TWO.replace("eW94dsol", "eW94dsoL"));
        Files.setLastModifiedTime(file, tick);
        look(store);
        assertThat(credential(store, "jill")).isEqualTo("eW94dsoL");
    }

    @Test
    void doesNotReadAFileThatCannotHaveChanged() throws Exception {
        FileTime longAgo = FileTime.from(Instant.now().minusSeconds(3600));
        Files.setLastModifiedTime(file, longAgo);
        CsvAccountStore store = open();
        Files.writeString(file, TWO.replace("eW94dsol", "eW94dsoL")); // the one edit that nobody can see
        Files.setLastModifiedTime(file, longAgo);
        look(store);
        assertThat(credential(store, "jill")).isEqualTo("eW94dsol");
        done(store.reload());
        assertThat(credential(store, "jill")).isEqualTo("eW94dsoL");
    }

    @Test
    void seesAFileMovedIntoPlaceEvenIfTimeAndSizeAreTheSame() throws Exception {
        FileTime longAgo = FileTime.from(Instant.now().minusSeconds(3600));
        Files.setLastModifiedTime(file, longAgo);
        CsvAccountStore store = open();
        Path other = Files.writeString(folder.resolve("other"), TWO.replace("eW94dsol", "eW94dsoL"));
        Files.setLastModifiedTime(other, longAgo);
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        look(store);
        assertThat(credential(store, "jill")).isEqualTo("eW94dsoL");
    }

    @Test
    void keepsTheLastGoodStateAndWarnsOncePerVersionOfABrokenFile() throws Exception {
        CsvAccountStore store = open();
        Files.writeString(file, TWO + "jim\n");
        look(store);
        look(store);
        String warning = "WARN " + file + ":4: fields: 1 (expected: 2; a value that contains the delimiter needs"
                + " quotes); keeping the 2 accounts read before";
        assertThat(log.warnings()).containsExactly(warning);
        assertThat(store.accounts()).hasSize(2);

        Files.writeString(file, TWO + "joe\n"); // another version, the same problem
        look(store);
        look(store);
        assertThat(log.warnings()).containsExactly(warning, warning);

        Files.writeString(file, TWO + "joe,secret\n");
        look(store);
        assertThat(store.accounts()).hasSize(3);
        assertThat(log.warnings()).hasSize(2);
    }

    @Test
    void keepsTheLastGoodStateWhileTheFileIsGone() throws Exception {
        CsvAccountStore store = open();
        Files.delete(file);
        look(store);
        look(store);
        assertThat(store.accounts()).hasSize(2);
        assertThat(log.warnings())
                .singleElement()
                .asString()
                .contains("cannot be read, keeping the 2 accounts read before", "no such file");
        assertThatThrownBy(() -> done(store.replaceCredential("jill", "eW94dsol", "new")))
                .hasCauseInstanceOf(NoSuchFileException.class);

        Files.writeString(file, TWO);
        look(store);
        assertThat(log.lines()).last().isEqualTo("INFO " + file + ": readable again");
        Files.delete(file);
        look(store);
        assertThat(log.warnings()).hasSize(2);
    }

    @Test
    void failsAReloadOfABrokenFileKeepsTheLastGoodStateAndLeavesItToTheCallerToSaySo() throws Exception {
        CsvAccountStore store = open();
        Files.writeString(file, "jill\n");
        assertThatThrownBy(() -> done(store.reload())).hasCauseInstanceOf(AccountFileException.class);
        assertThat(store.accounts()).hasSize(2);
        look(store);
        assertThat(log.warnings()).isEmpty();
        Files.delete(file);
        assertThatThrownBy(() -> done(store.reload())).hasCauseInstanceOf(NoSuchFileException.class);
        look(store);
        assertThat(log.warnings()).isEmpty();
        Files.writeString(file, "jill,a\n");
        done(store.reload());
        assertThat(store.accounts()).containsExactly(new Account("jill", "a"));
    }

    @Test
    void neverOverwritesAnEditItHasNotSeen() throws Exception {
        CsvAccountStore store = open();
        Files.writeString(file, "# mine\n" + TWO + "jim,secret\n");
        assertThat(done(store.replaceCredential("jack", "432wlFd", "new"))).isTrue();
        assertThat(file).hasContent("# mine\nname,password\njill,eW94dsol\njack,new\njim,secret\n");
        assertThat(store.accounts()).hasSize(3);

        Files.writeString(file, TWO.replace("eW94dsol", "other"));
        assertThat(done(store.replaceCredential("jill", "eW94dsol", "new"))).isFalse();
        assertThat(credential(store, "jill")).isEqualTo("other");
    }

    @Test
    void beginsAnewWhenTheFileIsEditedWhileItIsBeingWritten() throws Exception {
        // An edit that comes between the reading and the look right before the move: made from within a change.
        AccountFile accounts = new AccountFile(file, AtomicFile.Move.ATOMIC);
        AtomicInteger times = new AtomicInteger();
        assertThat(accounts.edit(List.of(table -> {
                    if (times.incrementAndGet() == 1) {
                        writeString(TWO + "jim,secret\n");
                    }
                    return table.replaceCredential("jack", "432wlFd", "new");
                })))
                .containsOnlyKeys("jill", "jack", "jim");
        assertThat(times).hasValue(2);
        assertThat(file).hasContent("name,password\njill,eW94dsol\njack,new\njim,secret\n");
    }

    @Test
    void givesUpOnAFileThatChangesAgainAndAgain() {
        AccountFile accounts = new AccountFile(file, AtomicFile.Move.ATOMIC);
        AtomicInteger times = new AtomicInteger();
        assertThatThrownBy(() -> accounts.edit(List.of(table -> {
                    writeString(TWO + "# " + times.incrementAndGet() + "\n");
                    return table.replaceCredential("jack", "432wlFd", "new");
                })))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("changed by others 10 times");
        assertThat(file).hasContent(TWO + "# 10\n");
    }

    @Test
    void doesNotTouchABrokenFile() throws Exception {
        CsvAccountStore store = open();
        Files.writeString(file, TWO + "jim\n");
        assertThatThrownBy(() -> done(store.replaceCredential("jill", "eW94dsol", "new")))
                .hasCauseInstanceOf(AccountFileException.class);
        assertThat(file).hasContent(TWO + "jim\n");
        assertThat(credential(store, "jill")).isEqualTo("eW94dsol");
        look(store);
        assertThat(log.warnings()).hasSize(1);
    }

    @Test
    void doesNotReadItsOwnWritingsAsSomebodysEdit() throws Exception {
        CsvAccountStore store = open();
        done(store.replaceCredential("jill", "eW94dsol", "new"));
        log.clear();
        look(store);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void putsTheNewFileInPlaceOnlyOnceItIsComplete() throws Exception {
        List<String> seen = new ArrayList<>();
        CsvAccountStore store = keep(CsvAccountStore.open(
                file,
                (from, to) -> {
                    seen.add(Files.readString(from));
                    seen.add(Files.readString(to));
                    AtomicFile.Move.ATOMIC.move(from, to);
                    seen.add(Files.readString(to));
                },
                NEVER));
        done(store.replaceCredential("jill", "eW94dsol", "new"));
        String after = TWO.replace("eW94dsol", "new");
        assertThat(seen).containsExactly(after, TWO, after);
    }

    @Test
    void keepsTheOldStateWhenTheFileCannotBeReplaced() throws Exception {
        AtomicBoolean full = new AtomicBoolean(true);
        CsvAccountStore store = keep(CsvAccountStore.open(
                file,
                (from, to) -> {
                    if (full.get()) {
                        throw new IOException("no space left");
                    }
                    AtomicFile.Move.ATOMIC.move(from, to);
                },
                NEVER));
        assertThatThrownBy(() -> done(store.replaceCredential("jill", "eW94dsol", "new")))
                .hasRootCauseMessage("no space left");
        assertThat(file).hasContent(TWO);
        assertThat(credential(store, "jill")).isEqualTo("eW94dsol");
        full.set(false);
        assertThat(done(store.replaceCredential("jill", "eW94dsol", "new"))).isTrue();
    }

    @Test
    void showsEveryReaderAWholeFileAllTheTime() throws Exception {
        CsvAccountStore store = open();
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch reading = new CountDownLatch(3);
        CompletableFuture<Void> reader = CompletableFuture.runAsync(
                () -> {
                    while (!stop.get()) {
                        try {
                            assertThat(AccountTable.parse(file, Files.readAllBytes(file))
                                            .accounts())
                                    .containsOnlyKeys("jill", "jack");
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                        reading.countDown();
                    }
                },
                ownThread);
        assertThat(reading.await(10, TimeUnit.SECONDS)).isTrue();
        String last = "eW94dsol";
        for (int i = 0; i < 50; i++) {
            String next = "x".repeat(i * 100 + 1);
            assertThat(done(store.replaceCredential("jill", last, next))).isTrue();
            last = next;
        }
        stop.set(true);
        assertThat(reader).succeedsWithin(10, TimeUnit.SECONDS);
    }

    @Test
    void losesNoEditOfTheOthersThatGoThroughTheSameFile() throws Exception {
        List<Account> many = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            many.add(new Account("user" + i, "old"));
        }
        Path shared = folder.resolve("shared.csv");
        CsvAccountStore.create(shared, many);
        CsvAccountStore first = keep(CsvAccountStore.open(shared, AtomicFile.Move.ATOMIC, NEVER));
        CsvAccountStore second = keep(CsvAccountStore.open(shared, AtomicFile.Move.ATOMIC, NEVER));
        for (int i = 0; i < 40; i++) {
            assertThat(done((i % 2 == 0 ? first : second).replaceCredential("user" + i, "old", "new" + i)))
                    .isTrue();
        }
        done(first.reload());
        assertThat(first.accounts())
                .hasSize(40)
                .allMatch(account -> account.credential().startsWith("new"));
    }

    @Test
    void writesACrowdOfEditsAtOnce() throws Exception {
        AtomicInteger moves = new AtomicInteger();
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CsvAccountStore store = keep(CsvAccountStore.open(
                file,
                (from, to) -> {
                    moves.incrementAndGet();
                    blocked.countDown();
                    awaitLatch(goOn);
                    AtomicFile.Move.ATOMIC.move(from, to);
                },
                NEVER));
        CompletionStage<Boolean> first = store.add(new Account("first", "a"));
        awaitLatch(blocked);
        List<CompletionStage<Boolean>> crowd = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            crowd.add(store.add(new Account("user" + i % 99, "b")));
        }
        goOn.countDown();
        assertThat(done(first)).isTrue();
        for (int i = 0; i < 100; i++) {
            assertThat(done(crowd.get(i))).isEqualTo(i < 99); // the last one comes twice
        }
        assertThat(moves).hasValue(2);
        assertThat(store.accounts()).hasSize(102);
    }

    @Test
    void keepsThePermissionsOfTheFile() throws Exception {
        CsvAccountStore store = open();
        for (String permissions : List.of("rw-r-----", "rw-rw-r--", "rw-------", "r--------")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));
            String name = "user" + permissions.hashCode();
            assertThat(done(store.add(new Account(name, "a")))).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(permissions);
        }
    }

    @Test
    void writesThroughASymbolicLinkAndLeavesItALink() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path target = Files.move(file, elsewhere.resolve("real.csv"));
        Files.createSymbolicLink(file, target);
        CsvAccountStore store = open();
        assertThat(done(store.replaceCredential("jill", "eW94dsol", "new"))).isTrue();
        assertThat(file).isSymbolicLink();
        assertThat(target).hasContent(TWO.replace("eW94dsol", "new"));

        Path other = Files.writeString(folder.resolve("other.csv"), "jim,secret\n");
        Files.delete(file);
        Files.createSymbolicLink(file, other);
        look(store);
        assertThat(store.accounts()).containsExactly(new Account("jim", "secret"));
    }

    @Test
    void addsAndRemovesAccounts() throws Exception {
        CsvAccountStore store = open();
        assertThat(done(store.add(new Account("jim", "a,b")))).isTrue();
        assertThat(done(store.add(new Account("jill", "c")))).isFalse();
        assertThat(done(store.remove("jack"))).isTrue();
        assertThat(done(store.remove("nobody"))).isFalse();
        assertThat(file).hasContent("name,password\njill,eW94dsol\njim,\"a,b\"\n");
        assertThat(store.accounts()).extracting(Account::name).containsExactly("jill", "jim");
    }

    @Test
    void refusesCredentialsThatAreNotOneLineOfText() throws Exception {
        CsvAccountStore store = open();
        for (String credential : List.of("", "a\nb", "a\r", "\uD83D")) {
            assertThatThrownBy(() -> done(store.replaceCredential("jill", "eW94dsol", credential)))
                    .hasCauseInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> done(store.add(new Account("jim", credential))))
                    .hasCauseInstanceOf(IllegalArgumentException.class);
        }
        assertThat(file).hasContent(TWO);
    }

    @Test
    void doesNotWriteWhatItCouldNotReadAgain() throws Exception {
        Files.writeString(file, "jill,a\npassword,b\n"); // without jill the second line would be a header
        CsvAccountStore store = open();
        assertThatThrownBy(() -> done(store.remove("jill"))).hasCauseInstanceOf(IOException.class);
        assertThat(file).hasContent("jill,a\npassword,b\n");
        assertThat(store.accounts()).hasSize(2);
    }

    @Test
    void makesANewFileForItsOwnerOnly() throws Exception {
        Path made = folder.resolve("new.csv");
        CsvAccountStore.create(made, List.of(new Account("jill", "a"), new Account("jack", "$x$m=1,t=2")));
        assertThat(made).hasContent("name,password\njill,a\njack,\"$x$m=1,t=2\"\n");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rw-------");
        assertThatThrownBy(() -> CsvAccountStore.create(made, List.of()))
                .isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> CsvAccountStore.create(
                        folder.resolve("twice.csv"), List.of(new Account("jill", "a"), new Account("jill", "b"))))
                .hasMessage("name: jill twice (expected: once)");
        assertThat(folder.resolve("twice.csv")).doesNotExist();
    }

    @Test
    void tellsWhoseAccountHasChangedOrIsGone() throws Exception {
        CsvAccountStore store = open();
        List<String> changed = new CopyOnWriteArrayList<>();
        store.whenChanged(name -> changed.add(
                name + " " + store.find(name).toCompletableFuture().join().isPresent()));
        writeString("name,password\njill,eW94dsol\njim,new\n");
        look(store);
        assertThat(changed).containsExactly("jack false");
        assertThat(done(store.update("jill", jill -> jill.withLocked(true)))).isTrue();
        assertThat(done(store.update("jill", jill -> jill.withLocked(true)))).isFalse();
        assertThat(changed).containsExactly("jack false", "jill true");
    }

    @Test
    void tellsWhatOthersHaveMadeOfAccountsAndNotWhatItMadeItself() throws Exception {
        CsvAccountStore store = open();
        List<AccountEdit> edits = new CopyOnWriteArrayList<>();
        store.whenEdited(edits::add);
        writeString("name,password\njill,other\njim,new\n");
        look(store);
        assertThat(edits)
                .containsExactlyInAnyOrder(
                        new AccountEdit(new Account("jill", "eW94dsol"), new Account("jill", "other")),
                        new AccountEdit(new Account("jack", "432wlFd"), null),
                        new AccountEdit(null, new Account("jim", "new")));
        edits.clear();
        assertThat(done(store.replaceCredential("jill", "other", "hashed"))).isTrue();
        assertThat(done(store.add(new Account("joe", "a")))).isTrue();
        assertThat(done(store.remove("jim"))).isTrue();
        assertThat(edits).isEmpty();

        writeString("name,password\njill,hashed\njoe,b\n"); // and before that is looked at:
        assertThat(done(store.replaceCredential("joe", "b", "hashed"))).isTrue();
        assertThat(edits).containsExactly(new AccountEdit(new Account("joe", "a"), new Account("joe", "b")));
    }

    @Test
    void holdsALockThatKeepsOtherProcessesAwayWhileItWrites() throws Exception {
        AtomicBoolean locked = new AtomicBoolean();
        AtomicFile.Move move = (from, to) -> {
            try (FileChannel other = FileChannel.open(folder.resolve(".accounts.csv.lock"), StandardOpenOption.WRITE)) {
                assertThatThrownBy(other::tryLock).isInstanceOf(OverlappingFileLockException.class);
                locked.set(true);
            }
            AtomicFile.Move.ATOMIC.move(from, to);
        };
        CsvAccountStore store = keep(CsvAccountStore.open(file, move, NEVER));
        assertThat(done(store.add(new Account("jim", "new")))).isTrue();
        assertThat(locked).isTrue();
        assertThat(done(store.remove("jim"))).isTrue(); // and lets go of it
    }

    @Test
    void finishesWhatItWasAskedForBeforeItCloses() throws Exception {
        CountDownLatch blocked = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CsvAccountStore store = keep(CsvAccountStore.open(
                file,
                (from, to) -> {
                    blocked.countDown();
                    awaitLatch(goOn);
                    AtomicFile.Move.ATOMIC.move(from, to);
                },
                NEVER));
        CompletionStage<Boolean> underWay = store.add(new Account("jim", "a"));
        awaitLatch(blocked);
        CompletionStage<Boolean> waiting = store.add(new Account("joe", "b"));
        CompletableFuture<Void> closed = CompletableFuture.runAsync(store::close, ownThread);
        await().until(() -> isFailed(store.add(new Account("late", "c"))));
        goOn.countDown();
        assertThat(closed).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(done(underWay)).isTrue();
        assertThat(done(waiting)).isTrue();
        assertThat(Files.readString(file)).contains("jim,a\njoe,b\n");
        assertThatThrownBy(() -> done(store.reload())).hasCauseInstanceOf(IllegalStateException.class);
    }

    @Test
    void mayBeClosedByWhatDependsOnAWrite() throws Exception {
        CsvAccountStore store = open();
        assertThat(store.add(new Account("jim", "a")).thenRun(store::close).toCompletableFuture())
                .succeedsWithin(5, TimeUnit.SECONDS);
    }

    @Test
    void watchesOnADaemonThreadThatEndsWithIt() throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        CsvAccountStore store = keep(CsvAccountStore.open(
                file,
                (from, to) -> {
                    thread.complete(Thread.currentThread());
                    AtomicFile.Move.ATOMIC.move(from, to);
                },
                NEVER));
        done(store.add(new Account("jim", "a")));
        assertThat(thread.join().getName()).isEqualTo("confab-accounts");
        assertThat(thread.join().isDaemon()).isTrue();
        store.close();
        thread.join().join(10_000);
        assertThat(thread.join().isAlive()).isFalse();
    }

    private CsvAccountStore open() throws IOException {
        return keep(CsvAccountStore.open(file, AtomicFile.Move.ATOMIC, NEVER));
    }

    private CsvAccountStore keep(CsvAccountStore store) {
        opened.add(store);
        return store;
    }

    private void writeString(String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void look(CsvAccountStore store) {
        assertThat(store.lookNow()).succeedsWithin(10, TimeUnit.SECONDS);
    }

    private static String credential(CsvAccountStore store, String name) throws Exception {
        return done(store.find(name)).orElseThrow().credential();
    }

    private static boolean isFailed(CompletionStage<Boolean> stage) {
        return stage.toCompletableFuture().isCompletedExceptionally();
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T done(CompletionStage<T> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.toCompletableFuture().get(10, TimeUnit.SECONDS);
    }
}
