package io.confab.authenticator.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.Account;
import io.confab.api.AccountStore;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.testkit.InMemoryAccountStore;
import io.confab.testkit.LogRecorder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordAuthenticatorTest {

    private static final Argon2Parameters CHEAP = new Argon2Parameters(16, 1, 1);
    private static final String PHC = new PasswordHasher(CHEAP).hash("secret".getBytes(UTF_8));

    @RegisterExtension
    final LogRecorder log = LogRecorder.of(PasswordAuthenticator.class);

    /** The parameters of each hash computed, in their order. */
    private final Queue<Argon2Parameters> computed = new ConcurrentLinkedQueue<>();

    /** The arrays that were hashed: not copies, so that what becomes of them can be seen. */
    private final Queue<byte[]> hashed = new ConcurrentLinkedQueue<>();

    private final Argon2Function counting = (password, salt, parameters, length) -> {
        computed.add(parameters);
        hashed.add(password);
        return Argon2Function.BOUNCY_CASTLE.compute(password, salt, parameters, length);
    };

    private final InMemoryAccountStore store =
            InMemoryAccountStore.of(new Account("jill", PHC), new Account("jack", "432wlFd"));
    private final List<PasswordAuthenticator> made = new ArrayList<>();

    @AfterEach
    void closeEveryAuthenticator() {
        made.forEach(PasswordAuthenticator::close);
    }

    @Test
    void spendsTheSameHashOnAnUnknownAccountAsOnAWrongPassword() {
        PasswordAuthenticator authenticator = over(store);
        assertThat(login(authenticator, "jill", "wrong")).isFalse();
        assertThat(login(authenticator, "nobody", "wrong")).isFalse();
        assertThat(login(authenticator, "jack", "wrong")).isFalse(); // plain
        assertThat(login(authenticator, "jill", "secret")).isTrue();
        assertThat(login(authenticator, "jack", "432wlFd")).isTrue(); // plain
        assertThat(computed).containsExactly(CHEAP, CHEAP, CHEAP, CHEAP, CHEAP);
    }

    @Test
    void replacesAPlainPasswordByAHashAfterTheFirstLogin() {
        PasswordAuthenticator authenticator = over(store);
        assertThat(login(authenticator, "jack", "wrong")).isFalse();
        assertThat(store.credential("jack")).isEqualTo("432wlFd");
        assertThat(log.lines()).isEmpty();

        assertThat(login(authenticator, "jack", "432wlFd")).isTrue();
        String replaced = store.credential("jack");
        assertThat(replaced).startsWith("$argon2id$v=19$m=16,t=1,p=1$");
        assertThat(log.warnings())
                .containsExactly(
                        "WARN account jack: its password is stored as plain text (expected: a hash); replacing it");
        assertThat(String.join("\n", log.lines())).doesNotContain("432wlFd");

        log.clear();
        assertThat(login(authenticator, "jack", "432wlFd")).isTrue();
        assertThat(login(authenticator, "jack", "432wlfd")).isFalse();
        assertThat(store.credential("jack")).isEqualTo(replaced);
        assertThat(log.lines()).isEmpty();
    }

    @Test
    void admitsEvenIfAPlainPasswordCannotBeReplaced() {
        PasswordAuthenticator failing =
                over(replacing(CompletableFuture.failedFuture(new IllegalStateException("read-only"))));
        assertThat(login(failing, "jack", "432wlFd")).isTrue();
        assertThat(log.warnings()).hasSize(2).last().asString().contains("account jack", "could not be replaced");

        PasswordAuthenticator throwing = over(new FakeStore() {
            @Override
            public CompletionStage<Boolean> replaceCredential(String name, String expected, String replacement) {
                throw new IllegalStateException("read-only");
            }
        });
        assertThat(login(throwing, "jack", "432wlFd")).isTrue();

        PasswordAuthenticator late =
                over(replacing(new CompletableFuture<>()), builder -> builder.replacementTimeout(Duration.ofMillis(1)));
        assertThat(login(late, "jack", "432wlFd")).isTrue();

        PasswordAuthenticator overtaken = over(replacing(CompletableFuture.completedFuture(false)));
        assertThat(login(overtaken, "jack", "432wlFd")).isTrue();
    }

    @Test
    void admitsOnceThePlainPasswordIsGone() {
        CompletableFuture<Boolean> replaced = new CompletableFuture<>();
        CountDownLatch asked = new CountDownLatch(1);
        PasswordAuthenticator authenticator = over(new FakeStore() {
            @Override
            public CompletionStage<Boolean> replaceCredential(String name, String expected, String replacement) {
                asked.countDown();
                return replaced;
            }
        });
        CompletableFuture<Boolean> login = start(authenticator, "jack", "432wlFd");
        awaitLatch(asked);
        assertThat(login).isNotDone();
        replaced.complete(true);
        assertThat(login).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=999999999,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$broken",
                "$2b$10$abcdefghijklmnopqrstuv",
                "$6$salt$hash",
                "$argon2i$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
            })
    void admitsNobodyByAHashItCannotCheckAndAnswersAsEver(String credential) {
        store.put(new Account("june", credential));
        PasswordAuthenticator authenticator = over(store);
        assertThat(login(authenticator, "june", credential)).isFalse();
        assertThat(computed).containsExactly(CHEAP);
        assertThat(log.warnings()).singleElement().asString().contains("account june: ", "cannot log in");
        assertThat(store.credential("june")).isEqualTo(credential);
    }

    @Test
    void admitsNobodyByAnEmptyCredential() {
        store.put(new Account("june", ""));
        assertThat(login(over(store), "june", "")).isFalse();
        assertThat(computed).containsExactly(CHEAP);
    }

    @Test
    void takesADollarInAPlainPasswordForWhatItIs() {
        store.put(new Account("june", "$ecret$1"));
        assertThat(login(over(store), "june", "$ecret$1")).isTrue();
    }

    @Test
    void worksOnACopyOfThePasswordAndWipesIt() {
        PasswordAuthenticator authenticator = over(store);
        for (String account : List.of("jill", "jack", "nobody")) {
            byte[] password = "secret".getBytes(UTF_8);
            assertThat(authenticator.authenticate(account, password).toCompletableFuture())
                    .succeedsWithin(10, TimeUnit.SECONDS);
            assertThat(password).isEqualTo("secret".getBytes(UTF_8));
        }
        authenticator.close();
        assertThat(terminated(authenticator)).isTrue();
        assertThat(hashed).hasSize(3).allSatisfy(copy -> assertThat(copy).containsOnly(0));
    }

    @Test
    void takesThePasswordAsItWasWhenCalled() {
        CompletableFuture<Optional<Account>> found = new CompletableFuture<>();
        PasswordAuthenticator authenticator = over(new FakeStore() {
            @Override
            public CompletionStage<Optional<Account>> find(String name) {
                return found;
            }
        });
        byte[] password = "secret".getBytes(UTF_8);
        CompletionStage<Boolean> login = authenticator.authenticate("jill", password);
        Arrays.fill(password, (byte) 0);
        found.complete(Optional.of(new Account("jill", PHC)));
        assertThat(login.toCompletableFuture())
                .succeedsWithin(10, TimeUnit.SECONDS)
                .isEqualTo(true);
    }

    @Test
    void refusesWhatTheQueueCannotHold() {
        Gate gate = new Gate();
        PasswordAuthenticator authenticator =
                over(store, builder -> builder.argon2(gate).threads(1).queueLength(2));
        CompletableFuture<Boolean> underWay = start(authenticator, "jill", "secret");
        gate.awaitEntered();
        CompletableFuture<Boolean> first = start(authenticator, "jill", "secret");
        CompletableFuture<Boolean> second = start(authenticator, "nobody", "secret");
        CompletableFuture<Boolean> tooMany = start(authenticator, "jill", "secret");
        assertUnavailable(tooMany, "login: too many at once (expected: to be tried again in a moment)");
        gate.open();
        assertThat(underWay).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(true);
        assertThat(first).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(true);
        assertThat(second).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(false);
        assertThat(login(authenticator, "jill", "secret")).isTrue();
    }

    @Test
    void hashesOnAsManyThreadsAsConfiguredAllOfThemDaemons() {
        Gate gate = new Gate();
        PasswordAuthenticator authenticator =
                over(store, builder -> builder.argon2(gate).threads(2).queueLength(8));
        List<CompletableFuture<Boolean>> logins = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            logins.add(start(authenticator, "jill", "secret"));
        }
        gate.awaitEntered();
        gate.awaitEntered();
        assertThat(gate.threads)
                .hasSize(2)
                .allSatisfy(thread -> assertThat(thread.isDaemon()).isTrue())
                .extracting(Thread::getName)
                .containsExactlyInAnyOrder("confab-password-1", "confab-password-2");
        gate.open();
        assertThat(logins).allSatisfy(login -> assertThat(login).succeedsWithin(10, TimeUnit.SECONDS));
    }

    @Test
    void doesNotHashForALoginThatWasGivenUp() {
        Gate gate = new Gate();
        PasswordAuthenticator authenticator =
                over(store, builder -> builder.argon2(gate).threads(1));
        CompletableFuture<Boolean> underWay = start(authenticator, "jill", "secret");
        gate.awaitEntered();
        CompletableFuture<Boolean> givenUp = start(authenticator, "jill", "secret");
        CompletableFuture<Boolean> last = start(authenticator, "jill", "secret");
        givenUp.cancel(false);
        gate.open();
        assertThat(underWay).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(last).succeedsWithin(10, TimeUnit.SECONDS);
        assertThat(computed).hasSize(2);
    }

    @Test
    void refusesEverythingOnceClosedButFinishesTheHashUnderWay() {
        Gate gate = new Gate();
        PasswordAuthenticator authenticator =
                over(store, builder -> builder.argon2(gate).threads(1));
        CompletableFuture<Boolean> underWay = start(authenticator, "jill", "secret");
        gate.awaitEntered();
        CompletableFuture<Boolean> waiting = start(authenticator, "jill", "secret");
        authenticator.close();
        authenticator.close();
        assertUnavailable(waiting, "login: closed (expected: a running server)");
        assertUnavailable(start(authenticator, "jill", "secret"), "login: closed (expected: a running server)");
        gate.open();
        assertThat(underWay).succeedsWithin(10, TimeUnit.SECONDS).isEqualTo(true);
        assertThat(terminated(authenticator)).isTrue();
        assertThat(store.isClosed()).isFalse();
    }

    @Test
    void refusesALoginWhoseAccountArrivesAfterTheClose() {
        CompletableFuture<Optional<Account>> found = new CompletableFuture<>();
        PasswordAuthenticator authenticator = over(new FakeStore() {
            @Override
            public CompletionStage<Optional<Account>> find(String name) {
                return found;
            }
        });
        CompletableFuture<Boolean> login = start(authenticator, "jill", "secret");
        authenticator.close();
        found.complete(Optional.empty());
        assertUnavailable(login, "login: closed (expected: a running server)");
    }

    @Test
    void isUnavailableWhenTheStoreFails() {
        store.failWith(new IllegalStateException("disk gone"));
        assertUnavailable(
                start(over(store), "jill", "secret"),
                "login: accounts out of reach (expected: to be tried again in a moment)");
        assertUnavailable(
                start(
                        over(new FakeStore() {
                            @Override
                            public CompletionStage<Optional<Account>> find(String name) {
                                throw new IllegalStateException("disk gone");
                            }
                        }),
                        "jill",
                        "secret"),
                "login: accounts out of reach (expected: to be tried again in a moment)");
        assertThat(log.warnings())
                .containsExactly(
                        "WARN account jill: the account store did not answer",
                        "WARN account jill: the account store did not answer");
        assertThat(computed).isEmpty();
    }

    @Test
    void passesOnWhatTheStoreRefusesWith() {
        store.failWith(new CommandException(NakCode.FORBIDDEN, "account: frozen (expected: an active one)"));
        CompletableFuture<Boolean> login = start(over(store), "jill", "secret");
        assertThatThrownBy(login::join)
                .cause()
                .isInstanceOfSatisfying(
                        CommandException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(NakCode.FORBIDDEN));
    }

    @Test
    void endsTheStageAndGoesOnWhenAHashBreaks() {
        PasswordAuthenticator authenticator = over(
                store,
                builder -> builder.threads(1).argon2((password, salt, parameters, length) -> {
                    throw new OutOfMemoryError("meant to happen");
                }));
        for (int i = 0; i < 2; i++) {
            CompletableFuture<Boolean> login = start(authenticator, "jill", "secret");
            assertThat(login)
                    .failsWithin(10, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withCauseInstanceOf(OutOfMemoryError.class);
        }
        assertThat(log.warnings()).containsOnly("ERROR account jill: its password could not be checked");
    }

    @Test
    void refusesSettingsBelowOne() {
        PasswordAuthenticatorBuilder builder = PasswordAuthenticator.builder(store);
        assertThatThrownBy(() -> builder.threads(0)).hasMessage("threads: 0 (expected: 1 or more)");
        assertThatThrownBy(() -> builder.queueLength(0)).hasMessage("queueLength: 0 (expected: 1 or more)");
    }

    private PasswordAuthenticator over(AccountStore accounts) {
        return over(accounts, builder -> builder);
    }

    private PasswordAuthenticator over(AccountStore accounts, UnaryOperator<PasswordAuthenticatorBuilder> settings) {
        PasswordAuthenticator authenticator = settings.apply(PasswordAuthenticator.builder(accounts)
                        .parameters(CHEAP)
                        .argon2(counting)
                        .scramIterations(4096))
                .build();
        made.add(authenticator);
        return authenticator;
    }

    private static CompletableFuture<Boolean> start(PasswordAuthenticator authenticator, String name, String password) {
        return authenticator.authenticate(name, password.getBytes(UTF_8)).toCompletableFuture();
    }

    private static boolean login(PasswordAuthenticator authenticator, String name, String password) {
        return start(authenticator, name, password)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private static void assertUnavailable(CompletableFuture<Boolean> login, String reason) {
        assertThatThrownBy(() -> login.orTimeout(10, TimeUnit.SECONDS).join())
                .cause()
                .isInstanceOfSatisfying(CommandException.class, refusal -> {
                    assertThat(refusal.code()).isEqualTo(NakCode.UNAVAILABLE);
                    assertThat(refusal.reason()).isEqualTo(reason);
                });
    }

    private static boolean terminated(PasswordAuthenticator authenticator) {
        try {
            return authenticator.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static AccountStore replacing(CompletionStage<Boolean> replaced) {
        return new FakeStore() {
            @Override
            public CompletionStage<Boolean> replaceCredential(String name, String expected, String replacement) {
                return replaced;
            }
        };
    }

    /** Holds jack with a plain password; a test overrides what it is about. */
    private static class FakeStore implements AccountStore {
        @Override
        public CompletionStage<Optional<Account>> find(String name) {
            return CompletableFuture.completedFuture(Optional.of(new Account("jack", "432wlFd")));
        }

        @Override
        public CompletionStage<Boolean> replaceCredential(String name, String expected, String replacement) {
            return CompletableFuture.completedFuture(true);
        }

        @Override
        public void close() {}
    }

    /** Lets hashes begin, and end only once it is opened. */
    private final class Gate implements Argon2Function {
        final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
        private final Semaphore entered = new Semaphore(0);
        private final CountDownLatch opened = new CountDownLatch(1);

        @Override
        public byte[] compute(byte[] password, byte[] salt, Argon2Parameters parameters, int length) {
            threads.add(Thread.currentThread());
            entered.release();
            awaitLatch(opened);
            return counting.compute(password, salt, parameters, length);
        }

        void awaitEntered() {
            try {
                assertThat(entered.tryAcquire(10, TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        void open() {
            opened.countDown();
        }
    }
}
