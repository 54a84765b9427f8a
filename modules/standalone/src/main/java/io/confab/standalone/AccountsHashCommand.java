package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.accounts.csv.CsvAccountStore;
import io.confab.api.Account;
import io.confab.authenticator.password.PasswordHasher;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CompletionException;

/** Replaces the plain passwords of the account file by hashes, in place; a server may be running meanwhile. */
final class AccountsHashCommand {

    private AccountsHashCommand() {}

    static ExitCode run(Settings settings, DataFolder data, PrintStream out) throws StartException {
        if (settings.value(Keys.ACCOUNTS).equals(Keys.OPEN_ACCOUNTS)) {
            throw new StartException(ExitCode.USAGE, Keys.ACCOUNTS.name() + ": open (expected: a file)");
        }
        Path file = data.resolve(settings.value(Keys.ACCOUNTS));
        PasswordHasher hasher = new PasswordHasher();
        int hashed = 0;
        int already = 0;
        try (CsvAccountStore store = Accounts.openStore(file)) {
            for (Account account : store.accounts()) {
                String credential = account.credential();
                if (!PasswordHasher.isPlain(credential)) {
                    already++;
                } else if (replace(store, account, hasher.hash(credential.getBytes(UTF_8)))) {
                    hashed++;
                } else {
                    out.println(account.name() + ": changed meanwhile, left as it is");
                }
            }
        } catch (CompletionException e) {
            throw new StartException(
                    ExitCode.ACCOUNTS,
                    Keys.ACCOUNTS.name() + ": " + file + " (expected: a file that can be written: " + e.getCause()
                            + ")");
        }
        out.println(file + ": " + hashed + " hashed now, " + already + " already");
        return ExitCode.OK;
    }

    private static boolean replace(CsvAccountStore store, Account account, String hash) {
        return store.replaceCredential(account.name(), account.credential(), hash)
                .toCompletableFuture()
                .join();
    }
}
