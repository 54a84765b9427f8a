package io.confab.authenticator.password;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.api.Account;
import io.confab.api.AccountStore;
import io.confab.api.CommandException;
import io.confab.api.LoginExchange;
import io.confab.api.LoginStep;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.api.scram.ScramKeys;
import io.confab.api.scram.ScramServer;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One login by SCRAM-SHA-256. What it computes is a few hashes, for whomever it is. */
final class ScramExchange implements LoginExchange {

    private static final Logger log = LoggerFactory.getLogger(ScramExchange.class);

    private final AccountStore accounts;
    private final String account;
    private final byte[] secret;
    private final int iterations;
    private volatile @Nullable ScramServer server; // the steps may come from different threads

    ScramExchange(AccountStore accounts, String account, byte[] secret, int iterations) {
        this.accounts = accounts;
        this.account = account;
        this.secret = secret;
        this.iterations = iterations;
    }

    @Override
    public CompletionStage<LoginStep> next(byte[] data) {
        String message = new String(data, UTF_8);
        try {
            ScramServer begun = server;
            return begun == null ? challenge(message) : CompletableFuture.completedFuture(finish(begun, message));
        } catch (CommandException e) {
            return CompletableFuture.failedFuture(e);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(
                    new CommandException(NakCode.UNSUPPORTED, String.valueOf(e.getMessage())));
        }
    }

    private CompletionStage<LoginStep> challenge(String message) {
        ScramServer begun = new ScramServer(message);
        if (!Names.normalize(begun.account(), "n").equals(account)) {
            throw new CommandException(NakCode.FORBIDDEN, "n: another account (expected: " + account + ")");
        }
        return accounts.find(account).thenApply(found -> {
            String challenge = begun.challenge(keys(found));
            server = begun;
            return new LoginStep(LoginStep.State.CHALLENGE, challenge.getBytes(UTF_8));
        });
    }

    private static LoginStep finish(ScramServer begun, String message) {
        String answer = begun.finish(message);
        return answer == null
                ? new LoginStep(LoginStep.State.REFUSED, new byte[0])
                : new LoginStep(LoginStep.State.ADMITTED, answer.getBytes(UTF_8));
    }

    private ScramKeys keys(Optional<Account> found) {
        ScramKeys decoy = ScramKeys.decoy(secret, account, iterations); // made for everybody: it takes its time
        String kept = found.map(Account::scram).orElse(null);
        if (kept == null) {
            return decoy;
        }
        try {
            ScramKeys keys = ScramKeys.parse(kept);
            return found.get().locked() ? keys.unfit(secret, account) : keys;
        } catch (IllegalArgumentException e) {
            log.warn("account {}: it cannot log in by SCRAM: {}", account, e.getMessage());
            return decoy;
        }
    }
}
