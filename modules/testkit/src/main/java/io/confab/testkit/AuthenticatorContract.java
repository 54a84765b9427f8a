package io.confab.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Authenticator;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Authenticator} that knows names and passwords promises. Extend it, say how to make one, and its
 * tests run with yours. Closing what was made is the extending test's affair.
 */
public abstract class AuthenticatorContract {

    private static final String PASSWORD = "eW94dsol";

    /** For the extending test. */
    protected AuthenticatorContract() {}

    /** Makes an authenticator that admits one account, by this password and no other. */
    protected abstract Authenticator admitting(String account, String password) throws Exception;

    @Test
    void admitsAnAccountByItsPassword() throws Exception {
        assertThat(ask(admitting("jill", PASSWORD), "jill", PASSWORD)).isTrue();
    }

    @Test
    void admitsAnAccountTimeAndAgain() throws Exception {
        Authenticator authenticator = admitting("jill", PASSWORD);
        for (int i = 0; i < 3; i++) {
            assertThat(ask(authenticator, "jill", PASSWORD)).isTrue();
            assertThat(ask(authenticator, "jill", "wrong")).isFalse();
        }
    }

    @Test
    void refusesEveryOtherPassword() throws Exception {
        Authenticator authenticator = admitting("jill", PASSWORD);
        for (String wrong : List.of("", " ", "eW94dso", "eW94dsol ", "eW94dsol\0", "EW94DSOL", "jill", "\uFFFD")) {
            assertThat(ask(authenticator, "jill", wrong)).as("'%s'", wrong).isFalse();
        }
    }

    @Test
    void refusesAnUnknownAccountWithoutSayingSo() throws Exception {
        Authenticator authenticator = admitting("jill", PASSWORD);
        assertThat(ask(authenticator, "jack", PASSWORD)).isFalse();
        assertThat(ask(authenticator, "Jill", PASSWORD)).isFalse();
        assertThat(ask(authenticator, "jack", "")).isFalse();
    }

    @Test
    void saysOfNoUnknownAccountThatItExists() throws Exception {
        Authenticator authenticator = admitting("jill", PASSWORD);
        assertThat(answer(authenticator.exists("jack").toCompletableFuture())).isFalse();
        assertThat(answer(authenticator.exists("Jill").toCompletableFuture())).isFalse();
    }

    @Test
    void comparesPasswordsByteForByte() throws Exception {
        Authenticator authenticator = admitting("Zoë", "pässwörd\uD83D\uDE00");
        assertThat(ask(authenticator, "Zoë", "pässwörd\uD83D\uDE00")).isTrue();
        assertThat(ask(authenticator, "Zoë", "password\uD83D\uDE00")).isFalse();
        assertThat(ask(authenticator, "Zoë", "pa\u0308sswo\u0308rd\uD83D\uDE00"))
                .isFalse();
    }

    @Test
    void takesBytesThatAreNoTextForAWrongPassword() throws Exception {
        byte[] noText = {(byte) 0xC3, (byte) 0x28, 0, (byte) 0xFF};
        assertThat(answer(
                        admitting("jill", PASSWORD).authenticate("jill", noText).toCompletableFuture()))
                .isFalse();
    }

    @Test
    void keepsNothingOfThePasswordItWasGiven() throws Exception {
        Authenticator authenticator = admitting("jill", PASSWORD);
        byte[] password = PASSWORD.getBytes(UTF_8);
        assertThat(answer(authenticator.authenticate("jill", password).toCompletableFuture()))
                .isTrue();
        Arrays.fill(password, (byte) 'x');
        assertThat(ask(authenticator, "jill", PASSWORD)).isTrue();
        assertThat(ask(authenticator, "jill", "xxxxxxxx")).isFalse();
    }

    @Test
    void tellsLoginsAtTheSameTimeApart() throws Exception {
        Authenticator authenticator = admitting("jill", PASSWORD);
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            String account = i % 3 == 0 ? "jack" : "jill";
            String password = i % 2 == 0 ? PASSWORD : "wrong";
            answers.add(CompletableFuture.supplyAsync(
                            () -> authenticator.authenticate(account, password.getBytes(UTF_8)),
                            task -> new Thread(task, "login").start())
                    .thenCompose(stage -> stage));
        }
        for (int i = 0; i < answers.size(); i++) {
            assertThat(answer(answers.get(i))).as("login %d", i).isEqualTo(i % 3 != 0 && i % 2 == 0);
        }
    }

    private static boolean ask(Authenticator authenticator, String account, String password)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer(
                authenticator.authenticate(account, password.getBytes(UTF_8)).toCompletableFuture());
    }

    private static boolean answer(CompletableFuture<Boolean> stage)
            throws InterruptedException, ExecutionException, TimeoutException {
        return stage.get(30, TimeUnit.SECONDS);
    }
}
