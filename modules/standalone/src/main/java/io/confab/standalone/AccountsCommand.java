package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.accounts.csv.CsvAccountStore;
import io.confab.api.Account;
import io.confab.api.CommandException;
import io.confab.api.Names;
import io.confab.api.Role;
import io.confab.api.scram.ScramKeys;
import io.confab.authenticator.password.PasswordHasher;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/**
 * Looks at the account file, and changes it; a server may be running meanwhile, and takes up within seconds what is changed.
 */
final class AccountsCommand {

    private static final String VERBS =
            "add NAME [ROLE], remove NAME, password NAME, lock NAME, unlock NAME, role NAME ROLE, list or hash";

    private final Path file;
    private final DataFolder data;
    private final NewPassword passwords;
    private final int scramIterations;
    private final PrintStream out;

    private AccountsCommand(Path file, DataFolder data, NewPassword passwords, int scramIterations, PrintStream out) {
        this.file = file;
        this.data = data;
        this.passwords = passwords;
        this.scramIterations = scramIterations;
        this.out = out;
    }

    static ExitCode run(
            Settings settings,
            DataFolder data,
            List<String> words,
            NewPassword passwords,
            int scramIterations,
            PrintStream out)
            throws StartException {
        if (settings.value(Keys.ACCOUNTS).equals(Keys.OPEN_ACCOUNTS)) {
            throw new StartException(ExitCode.USAGE, Keys.ACCOUNTS.name() + ": open (expected: a file)");
        }
        Path file = data.resolve(settings.value(Keys.ACCOUNTS));
        try {
            new AccountsCommand(file, data, passwords, scramIterations, out).run(words);
        } catch (CompletionException e) {
            Throwable cause = e.getCause();
            throw unwritable(file, cause == null ? e : cause);
        }
        out.flush();
        return ExitCode.OK;
    }

    private static StartException unwritable(Path file, Throwable cause) {
        return new StartException(
                ExitCode.ACCOUNTS,
                Keys.ACCOUNTS.name() + ": " + file + " (expected: a file that can be written: " + cause + ")");
    }

    private void run(List<String> words) throws StartException {
        String verb = words.isEmpty() ? "" : words.get(0);
        switch (verb + " " + (words.size() - 1)) {
            case "add 1" -> add(name(words), Role.MEMBER);
            case "add 2" -> add(name(words), role(words.get(2)));
            case "remove 1" -> remove(name(words));
            case "password 1" -> password(name(words));
            case "lock 1" -> update(name(words), account -> account.withLocked(true), "locked");
            case "unlock 1" -> update(name(words), account -> account.withLocked(false), "not locked");
            case "role 2" -> {
                Role role = role(words.get(2));
                update(name(words), account -> account.withRole(role), role.text());
            }
            case "list 0" -> list();
            case "hash 0" -> hash();
            default ->
                throw new StartException(
                        ExitCode.USAGE,
                        "accounts: " + (words.isEmpty() ? "nothing" : String.join(" ", words)) + " (expected: " + VERBS
                                + ")");
        }
    }

    private static String name(List<String> words) throws StartException {
        try {
            return Names.normalize(words.get(1), "name");
        } catch (CommandException e) {
            throw new StartException(ExitCode.USAGE, e.reason());
        }
    }

    private static Role role(String text) throws StartException {
        try {
            return Role.of(text.toLowerCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new StartException(ExitCode.USAGE, String.valueOf(e.getMessage()));
        }
    }

    private void add(String name, Role role) throws StartException {
        if (Files.notExists(file)) {
            create(account(name, role));
            return;
        }
        try (CsvAccountStore store = Accounts.openStore(file)) {
            if (find(store, name).isPresent() || !await(store.add(account(name, role)))) {
                throw new StartException(
                        ExitCode.ACCOUNTS, "name: " + name + " (expected: one that no account has in " + file + ")");
            }
        }
        out.println(name + ": added");
    }

    private void create(Account account) throws StartException {
        data.create();
        try {
            CsvAccountStore.create(file, List.of(account));
        } catch (IOException e) {
            throw unwritable(file, e);
        }
        out.println(account.name() + ": added; made " + file);
    }

    private Account account(String name, Role role) throws StartException {
        return withPassword(new Account(name, "-"), passwords.of(name)).withRole(role);
    }

    private Account withPassword(Account account, String password) {
        return account.withPassword(
                new PasswordHasher().hash(password.getBytes(UTF_8)),
                ScramKeys.of(password, scramIterations).text());
    }

    private void remove(String name) throws StartException {
        try (CsvAccountStore store = Accounts.openStore(file)) {
            if (!await(store.remove(name))) {
                throw unknown(name);
            }
        }
        out.println(name + ": removed");
    }

    private void password(String name) throws StartException {
        try (CsvAccountStore store = Accounts.openStore(file)) {
            if (find(store, name).isEmpty()) {
                throw unknown(name); // before a password is asked for
            }
            String password = passwords.of(name);
            Account made = withPassword(new Account(name, "-"), password);
            boolean changed =
                    await(store.update(name, account -> account.withPassword(made.credential(), made.scram())));
            if (!changed) {
                throw unknown(name);
            }
        }
        out.println(name + ": has the new password");
    }

    private void update(String name, UnaryOperator<Account> change, String state) throws StartException {
        try (CsvAccountStore store = Accounts.openStore(file)) {
            boolean changed = await(store.update(name, change));
            if (!changed && find(store, name).isEmpty()) {
                throw unknown(name);
            }
            out.println(name + ": " + state + (changed ? "" : " already"));
        }
    }

    private void list() throws StartException {
        try (CsvAccountStore store = Accounts.openStore(file)) {
            for (Account account : store.accounts()) {
                String credential = account.credential();
                String kind = PasswordHasher.isHash(credential)
                        ? "hashed"
                        : PasswordHasher.isPlain(credential) ? "plain text" : "unsupported hash";
                out.println("%-24s %-10s %s%s%s"
                        .formatted(
                                account.name(),
                                account.role().text(),
                                kind,
                                account.scram() == null ? "" : ", scram",
                                account.locked() ? ", locked" : ""));
            }
        }
    }

    private void hash() throws StartException {
        int hashed = 0;
        int already = 0;
        try (CsvAccountStore store = Accounts.openStore(file)) {
            for (Account account : store.accounts()) {
                if (!PasswordHasher.isPlain(account.credential())) {
                    already++;
                } else if (await(store.replace(account, withPassword(account, account.credential())))) {
                    hashed++;
                } else {
                    out.println(account.name() + ": changed meanwhile, left as it is");
                }
            }
        }
        out.println(file + ": " + hashed + " hashed now, " + already + " already");
    }

    private StartException unknown(String name) {
        return new StartException(
                ExitCode.ACCOUNTS, "name: " + name + " (expected: one of an account in " + file + ")");
    }

    private static Optional<Account> find(CsvAccountStore store, String name) {
        return await(store.find(name));
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
