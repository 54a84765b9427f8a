package io.confab.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.api.scram.ScramClient;
import io.confab.api.scram.ScramKeys;
import io.confab.codec.LoginCommand;
import io.confab.codec.LoginResult;
import java.net.ProtocolException;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One login by SCRAM-SHA-256: two requests, and in between some work for a thread of its own. */
final class ScramLogin {

    private final Connection connection;
    private final String account;
    private final boolean resumable;
    private final ScramClient scram;

    ScramLogin(Connection connection, String account, String password, boolean resumable) {
        this.connection = connection;
        this.account = account;
        this.resumable = resumable;
        this.scram = new ScramClient(account, password);
    }

    /** @return fails with a {@link ProtocolException} if the server does not know the account; the connection is closed then */
    CompletableFuture<LoginResult> run() {
        return step(scram.first())
                .thenCompose(result -> answer(result.challenge()))
                .thenCompose(this::step)
                .thenCompose(this::verified);
    }

    private CompletableFuture<LoginResult> step(String message) {
        return connection.request(
                id -> LoginCommand.step(id, account, ScramKeys.MECHANISM, message.getBytes(UTF_8), resumable),
                ack -> ack.result(LoginResult.class));
    }

    private CompletableFuture<String> answer(@Nullable String challenge) {
        CompletableFuture<String> answer = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        answer.complete(scram.answer(decoded(challenge)));
                    } catch (IllegalArgumentException e) {
                        answer.completeExceptionally(refused(String.valueOf(e.getMessage())));
                    } catch (Throwable t) {
                        answer.completeExceptionally(t);
                    }
                },
                "confab-scram");
        thread.setDaemon(true);
        thread.start();
        return answer;
    }

    private CompletableFuture<LoginResult> verified(LoginResult result) {
        boolean genuine;
        try {
            genuine = scram.isGenuine(decoded(result.data()));
        } catch (IllegalArgumentException e) {
            genuine = false;
        }
        if (genuine) {
            return CompletableFuture.completedFuture(result);
        }
        return CompletableFuture.failedFuture(refused("it does not know the account's keys"));
    }

    private ProtocolException refused(String reason) {
        connection.close();
        return new ProtocolException("LOGIN: not the server it should be: " + reason);
    }

    private static String decoded(@Nullable String base64) {
        if (base64 == null) {
            throw new IllegalArgumentException("data: none (expected: some, in base64)");
        }
        return new String(Base64.getDecoder().decode(base64), UTF_8);
    }
}
