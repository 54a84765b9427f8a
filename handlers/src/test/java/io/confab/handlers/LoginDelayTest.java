package io.confab.handlers;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.handlers.limits.Limits;
import io.confab.handlers.limits.Refusals.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoginDelayTest {

    private static final String WRONG = "NAK 1 BAD_CREDENTIALS login: jill (expected: an account and its password)";

    private final TestServer server = new TestServer();
    private final AtomicInteger asked = new AtomicInteger();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @BeforeEach
    void takesPasswordsFromAnywhere() {
        server.plainTextLogin = PlainTextLogin.ANYWHERE;
    }

    @Test
    void refusesWithoutAskingWhoeverHasFailedTooOften() {
        server.limits = Limits.DEFAULT;
        server.authenticator = (account, password) -> {
            asked.incrementAndGet();
            return CompletableFuture.completedFuture(password.length == 5);
        };
        TestClient mallory = server.connectFrom("192.0.2.1");
        for (int i = 0; i < 4; i++) {
            assertThat(mallory.ask(Commands.login(1, "jill", "x"))).containsExactly(WRONG);
        }
        assertThat(mallory.ask(Commands.login(1, "jill", "right")))
                .containsExactly("NAK 1 RATE_LIMITED login: too many (expected: again after 1000 ms)");
        assertThat(asked).hasValue(4);
        assertThat(server.admission().refusals().of(Reason.LOGIN_DELAY)).isEqualTo(1);

        TestClient owner = server.connectFrom("192.0.2.2");
        assertThat(owner.ask(Commands.login(1, "jill", "right"))).containsExactly("ACK 1");
        owner.disconnect();

        server.advance(1000);
        assertThat(mallory.ask(Commands.login(1, "jill", "right"))).containsExactly("ACK 1");
    }

    @Test
    void whoDoesNotWaitForTheAnswerHasFailedAndIsNotWorkedFor() {
        server.limits = Limits.DEFAULT;
        List<CompletableFuture<Boolean>> answers = new ArrayList<>();
        server.authenticator = (account, password) -> {
            CompletableFuture<Boolean> answer = new CompletableFuture<>();
            answers.add(answer);
            return answer;
        };
        for (int i = 0; i < 4; i++) {
            TestClient mallory = server.connectFrom("192.0.2.1");
            assertThat(mallory.ask(Commands.login(1, "jill", "x"))).isEmpty();
            mallory.disconnect();
        }
        assertThat(answers).hasSize(4).allMatch(CompletableFuture::isCancelled);
        assertThat(server.connectFrom("192.0.2.1").ask(Commands.login(1, "jill", "x")))
                .containsExactly("NAK 1 RATE_LIMITED login: too many (expected: again after 1000 ms)");
    }

    @Test
    void aFailureOfTheAuthenticatorIsNoFailureOfTheClient() {
        server.limits = Limits.DEFAULT;
        server.authenticator = (account, password) -> CompletableFuture.failedFuture(new IllegalStateException("down"));
        TestClient client = server.connectFrom("192.0.2.1");
        for (int i = 0; i < 30; i++) {
            assertThat(client.ask(Commands.login(1, "jill", "x")))
                    .singleElement()
                    .asString()
                    .contains("UNAVAILABLE");
        }
    }
}
