package io.confab.authenticator.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confab.api.Account;
import io.confab.api.CommandException;
import io.confab.api.LoginExchange;
import io.confab.api.LoginStep;
import io.confab.api.NakCode;
import io.confab.api.Role;
import io.confab.api.scram.ScramClient;
import io.confab.api.scram.ScramKeys;
import io.confab.testkit.InMemoryAccountStore;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** SCRAM, registration, roles and locks: what {@link PasswordAuthenticator} does besides passwords. */
class ScramLoginTest {

    private static final Argon2Parameters CHEAP = new Argon2Parameters(64, 1, 1);
    private static final String PASSWORD = "eW94dsol";

    private final InMemoryAccountStore store = InMemoryAccountStore.of();
    private final PasswordAuthenticator authenticator = PasswordAuthenticator.builder(store)
            .parameters(CHEAP)
            .scramIterations(4096)
            .secret("known to nobody but me".getBytes(UTF_8))
            .build();

    @AfterEach
    void closeIt() {
        authenticator.close();
    }

    private static Account jill() {
        return new Account("jill", new PasswordHasher(CHEAP).hash(PASSWORD.getBytes(UTF_8)));
    }

    private static Account jillWithKeys() {
        return jill().withScram(ScramKeys.of(PASSWORD, 4096).text());
    }

    private static <T> T value(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
    }

    private boolean plain(String account, String password) {
        return value(authenticator.authenticate(account, password.getBytes(UTF_8)));
    }

    private LoginExchange begin(String account) {
        return requireNonNull(authenticator.begin("SCRAM-SHA-256", account));
    }

    private static LoginStep step(LoginExchange exchange, String data) {
        return value(exchange.next(data.getBytes(UTF_8)));
    }

    private String challenge(String account) {
        return new String(
                step(begin(account), new ScramClient(account, PASSWORD).first()).data(), UTF_8);
    }

    private LoginStep scram(String account, String password) {
        LoginExchange exchange = begin(account);
        ScramClient client = new ScramClient(account, password);
        LoginStep challenge = step(exchange, client.first());
        assertThat(challenge.state()).isEqualTo(LoginStep.State.CHALLENGE);
        LoginStep last = step(exchange, client.answer(new String(challenge.data(), UTF_8)));
        assertThat(last.state() == LoginStep.State.ADMITTED)
                .isEqualTo(client.isGenuine(new String(last.data(), UTF_8)));
        return last;
    }

    @Test
    void admitsByKeys() {
        store.put(jillWithKeys());
        assertThat(scram("jill", PASSWORD).state()).isEqualTo(LoginStep.State.ADMITTED);
        LoginStep refused = scram("jill", "wrong");
        assertThat(refused.state()).isEqualTo(LoginStep.State.REFUSED);
        assertThat(refused.data()).isEmpty();
    }

    @Test
    void challengesWhoIsUnknownAndWhoHasNoKeysLikeEverybody() {
        store.put(jill());
        for (String account : new String[] {"jill", "nobody"}) {
            assertThat(scram(account, PASSWORD).state()).isEqualTo(LoginStep.State.REFUSED);
            String salt = challenge(account).replaceAll("^r=[^,]*", "");
            assertThat(salt).matches(",s=[A-Za-z0-9+/]{22}==,i=4096");
            assertThat(challenge(account)).endsWith(salt); // a real account's does not change, either
        }
    }

    @Test
    void givesKeysToWhoeverLogsInWithAPassword() {
        store.put(jill());
        assertThat(plain("jill", "wrong")).isFalse();
        assertThat(plain("jill", PASSWORD)).isTrue();
        await().until(() -> store.accounts().get(0).scram() != null);
        assertThat(scram("jill", PASSWORD).state()).isEqualTo(LoginStep.State.ADMITTED);
        Account withKeys = store.accounts().get(0);
        assertThat(plain("jill", PASSWORD)).isTrue();
        assertThat(store.accounts()).containsExactly(withKeys);
    }

    @Test
    void givesKeysTogetherWithTheHashOfAPlainPassword() {
        store.put(new Account("jack", "432wlFd").withRole(Role.MODERATOR));
        assertThat(plain("jack", "432wlFd")).isTrue();
        Account jack = store.accounts().get(0);
        assertThat(jack.credential()).startsWith("$argon2id$");
        assertThat(jack.role()).isEqualTo(Role.MODERATOR);
        assertThat(scram("jack", "432wlFd").state()).isEqualTo(LoginStep.State.ADMITTED);
    }

    @Test
    void givesNoKeysForBytesThatAreNoText() {
        byte[] noText = {(byte) 0xC3, (byte) 0x28};
        store.put(new Account("jill", new PasswordHasher(CHEAP).hash(noText)));
        assertThat(value(authenticator.authenticate("jill", noText))).isTrue();
        assertThat(plain("jill", "wrong")).isFalse(); // on the thread that would have made them
        assertThat(store.accounts().get(0).scram()).isNull();
    }

    @Test
    void refusesALockedAccountLikeAWrongPassword() {
        store.put(jillWithKeys());
        assertThat(value(authenticator.mark("jill"))).isNotNull();
        store.put(jillWithKeys().withLocked(true));
        assertThat(plain("jill", PASSWORD)).isFalse();
        assertThat(scram("jill", PASSWORD).state()).isEqualTo(LoginStep.State.REFUSED);
        assertThat(value(authenticator.mark("jill"))).isNull();
        assertThat(value(authenticator.role("jill"))).isNull();
    }

    @Test
    void challengesALockedAccountWithTheSaltItHadBefore() {
        Account jill = jillWithKeys();
        store.put(jill);
        String salt = challenge("jill").replaceAll("^r=[^,]*", "");
        store.put(jill.withLocked(true));
        assertThat(challenge("jill")).endsWith(salt);
    }

    @Test
    void saysWhatIsWrongWithWhatItCannotRead() {
        LoginExchange exchange = begin("jill");
        assertThatThrownBy(() -> step(exchange, "p=tls-unique,,n=jill,r=abc"))
                .hasCauseInstanceOf(CommandException.class)
                .hasMessageContaining("channel binding: asked for");
    }

    @Test
    void refusesToTalkOfAnotherAccount() {
        LoginExchange exchange = begin("jill");
        assertThatThrownBy(() -> step(exchange, "n,,n=jack,r=abc"))
                .hasCauseInstanceOf(CommandException.class)
                .hasMessageContaining("n: another account (expected: jill)");
    }

    @Test
    void knowsNoOtherMechanism() {
        assertThat(authenticator.begin("SCRAM-SHA-1", "jill")).isNull();
    }

    @Test
    void saysWhatAnAccountMayDo() {
        store.put(jill().withRole(Role.ADMIN));
        assertThat(value(authenticator.role("jill"))).isEqualTo(Role.ADMIN);
        assertThat(value(authenticator.role("nobody"))).isNull();
    }

    @Test
    void registersAnAccountThatCanLogInEitherWay() {
        value(authenticator.register("jack", "correct horse".getBytes(UTF_8)));
        assertThat(plain("jack", "correct horse")).isTrue();
        assertThat(scram("jack", "correct horse").state()).isEqualTo(LoginStep.State.ADMITTED);
        assertThat(value(authenticator.role("jack"))).isEqualTo(Role.MEMBER);
        assertThat(refusal("jack", "another password")).isEqualTo(NakCode.ACCOUNT_EXISTS);
        assertThat(plain("jack", "correct horse")).isTrue();
    }

    @Test
    void refusesToRegisterAPasswordThatIsTooShortOrTooLong() {
        assertThat(refusal("jack", "7 chars")).isEqualTo(NakCode.UNFIT_PASSWORD);
        assertThat(refusal("jack", "x".repeat(129))).isEqualTo(NakCode.UNFIT_PASSWORD);
        assertThat(refusal("jack", "")).isEqualTo(NakCode.UNFIT_PASSWORD);
        assertThat(store.accounts()).isEmpty();
    }

    @Test
    void registersNobodyWhoCannotBeStored() {
        store.close();
        assertThat(refusal("jack", "correct horse")).isEqualTo(NakCode.UNAVAILABLE);
    }

    private NakCode refusal(String account, String password) {
        try {
            value(authenticator.register(account, password.getBytes(UTF_8)));
        } catch (CompletionException e) {
            if (e.getCause() instanceof CommandException refusal) {
                return refusal.code();
            }
            throw e;
        }
        throw new AssertionError("registered: " + account);
    }
}
