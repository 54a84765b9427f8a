package io.confab.standalone;

import io.confab.accounts.csv.AccountFileException;
import io.confab.accounts.csv.CsvAccountStore;
import io.confab.api.Account;
import io.confab.api.AuditListener;
import io.confab.authenticator.password.PasswordAuthenticator;
import io.confab.authenticator.password.PasswordAuthenticatorBuilder;
import io.confab.server.ConfabServerBuilder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who may log in: an account file with its password checks, or anybody. Closed after the server that uses it. */
final class Accounts implements Reloadable, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Accounts.class);

    private final @Nullable CsvAccountStore store;
    private final @Nullable PasswordAuthenticator authenticator;
    private final boolean registration;
    private final String description;

    private Accounts(
            @Nullable CsvAccountStore store,
            @Nullable PasswordAuthenticator authenticator,
            boolean registration,
            String description) {
        this.store = store;
        this.authenticator = authenticator;
        this.registration = registration;
        this.description = description;
    }

    /** @param audit told of what others change in the file from now on */
    static Accounts open(Settings settings, DataFolder data, AuditListener audit) throws StartException {
        if (settings.value(Keys.ACCOUNTS).equals(Keys.OPEN_ACCOUNTS)) {
            log.warn("OPEN ACCOUNTS: anybody who reaches this server can log in under any name with any password;"
                    + " for trying out and benchmarks only");
            return new Accounts(null, null, false, Keys.OPEN_ACCOUNTS);
        }
        Path file = data.resolve(settings.value(Keys.ACCOUNTS));
        CsvAccountStore store = openStore(file);
        store.whenEdited(new AccountAudit(audit));
        PasswordAuthenticatorBuilder authenticator = PasswordAuthenticator.builder(store)
                .queueLength(settings.value(Keys.ACCOUNTS_QUEUE))
                .minPasswordChars(settings.value(Keys.MIN_PASSWORD));
        ServerSecret.of(data).ifPresent(authenticator::secret);
        int threads = settings.value(Keys.ACCOUNTS_THREADS);
        if (threads > 0) {
            authenticator.threads(threads);
        }
        boolean registration = settings.value(Keys.REGISTRATION) == Switch.ON;
        return new Accounts(store, authenticator.build(), registration, file.toString());
    }

    /** Opens the account file, or says what is wrong with it. */
    static CsvAccountStore openStore(Path file) throws StartException {
        try {
            return CsvAccountStore.open(file);
        } catch (AccountFileException e) { // leads with file and line
            throw new StartException(ExitCode.ACCOUNTS, Keys.ACCOUNTS.name() + ": " + e.getMessage());
        } catch (NoSuchFileException e) {
            throw new StartException(
                    ExitCode.ACCOUNTS,
                    Keys.ACCOUNTS.name() + ": " + file + " (expected: a file of names and passwords that exists)");
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.ACCOUNTS, Keys.ACCOUNTS.name() + ": " + file + " (expected: a readable file: " + e + ")");
        }
    }

    void apply(ConfabServerBuilder builder) {
        if (authenticator == null) {
            builder.openAccounts();
        } else {
            builder.authenticator(authenticator);
            if (registration) {
                builder.registrar(authenticator);
            }
        }
    }

    /** Reads the file at once, as the store would within a second: there is nothing to wait for the other parts with. */
    @Override
    public Change prepare(Settings next) throws StartException {
        if (store == null) {
            return List::of;
        }
        List<Account> before = store.accounts();
        try {
            store.reload().toCompletableFuture().join();
        } catch (CompletionException e) {
            throw new StartException(
                    ExitCode.ACCOUNTS,
                    Keys.ACCOUNTS.name() + ": "
                            + Objects.requireNonNull(e.getCause()).getMessage());
        }
        List<Account> after = store.accounts();
        return () -> after.equals(before)
                ? List.of()
                : List.of("%s: %s: %d accounts, %d before (taken up)"
                        .formatted(Keys.ACCOUNTS.name(), description, after.size(), before.size()));
    }

    /** Where they are, for the log. */
    @Override
    public String toString() {
        return description;
    }

    @Override
    public void close() {
        if (authenticator != null) {
            authenticator.close();
        }
        if (store != null) {
            store.close();
        }
    }
}
