package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.accounts.csv.CsvAccountStore;
import io.confab.api.Account;
import io.confab.authenticator.password.PasswordHasher;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What the first start in a folder makes: a configuration to edit, and two accounts to try the server with. */
final class FirstStart {

    private static final List<String> NAMES = List.of("jill", "jack");
    private static final String LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"; // 32, none that looks like another
    private static final int PASSWORD_LENGTH = 16; // of 5 bits each

    private final DataFolder data;
    private final Map<String, String> passwords;

    private FirstStart(DataFolder data, Map<String, String> passwords) {
        this.data = data;
        this.passwords = passwords;
    }

    /** Tells whether there is no configuration in the folder yet. */
    static boolean isDue(DataFolder data) {
        return Files.notExists(data.configuration());
    }

    /**
     * Writes what is missing. Accounts are made only where the setting was left alone: somebody who names a file means
     * that file, and a mistyped name must not open the server to two new accounts.
     */
    static FirstStart in(DataFolder data, Settings settings) throws StartException {
        Map<String, String> passwords = new LinkedHashMap<>();
        Path accounts = data.resolve(settings.value(Keys.ACCOUNTS));
        if (settings.isDefault(Keys.ACCOUNTS) && Files.notExists(accounts)) {
            SecureRandom random = new SecureRandom();
            NAMES.forEach(name -> passwords.put(name, password(random)));
            writeAccounts(accounts, passwords);
        }
        data.write(
                data.configuration(), ConfigurationTemplate.text()); // last: without it this is the first start still
        return new FirstStart(data, passwords);
    }

    private static String password(SecureRandom random) {
        StringBuilder password = new StringBuilder();
        for (int i = 0; i < PASSWORD_LENGTH; i++) {
            password.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
        }
        return password.toString();
    }

    private static void writeAccounts(Path file, Map<String, String> passwords) throws StartException {
        PasswordHasher hasher = new PasswordHasher();
        List<Account> accounts = new ArrayList<>();
        passwords.forEach((name, password) -> accounts.add(new Account(name, hasher.hash(password.getBytes(UTF_8)))));
        try {
            CsvAccountStore.create(file, accounts);
        } catch (IOException e) {
            throw new StartException(ExitCode.DATA, file + ": " + e + " (expected: a file that can be written)");
        }
    }

    /**
     * What its caller is told, this once.
     *
     * @param chat     what starts the client, as in {@code ./confab chat}
     * @param address  where the server listens, or would have
     * @param page     the address of the web client, or null if it is not served
     */
    String text(String chat, InetSocketAddress address, @Nullable String page) {
        StringBuilder text = new StringBuilder("\nFirst start in " + data.path() + ": made " + ConfigurationFile.NAME);
        if (passwords.isEmpty()) {
            return text.append(".\n").toString();
        }
        text.append(
                        " and the account file, with two accounts.\nTheir passwords are kept as hashes and shown only now. ")
                .append("To talk, run in two more terminals\n\n    ")
                .append(chat)
                .append("\n\nand type in the one and in the other\n\n");
        passwords.forEach((name, password) -> text.append(
                "    /login %s %s %s %d%n".formatted(name, password, LocalAddress.host(address), address.getPort())));
        if (page != null) {
            text.append("\nor log in with a browser at ").append(page).append("\n");
        }
        return text.append("\n").toString();
    }
}
