package io.confab.accounts.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Account;
import io.confab.api.AccountStore;
import io.confab.testkit.AccountStoreContract;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.io.TempDir;

class CsvAccountStoreContractTest {

    @TempDir
    Path folder;

    @Nested
    class OverAFileItMade extends AccountStoreContract {
        private int count;

        @Override
        protected AccountStore open(List<Account> accounts) throws Exception {
            count++;
            CsvAccountStore.create(file(), accounts);
            return reopen();
        }

        @Override
        protected AccountStore reopen() throws Exception {
            return CsvAccountStore.open(file());
        }

        private Path file() {
            return folder.resolve("accounts" + count + ".csv");
        }
    }

    @Nested
    class OverAFileMadeByHand extends AccountStoreContract {
        private int count;

        @Override
        protected AccountStore open(List<Account> accounts) throws Exception {
            count++;
            Files.writeString(file(), "\uFEFF# who may log in\r\nindex;password;mail;user\r\n\r\n");
            CsvAccountStore store = CsvAccountStore.open(file());
            for (Account account : accounts) {
                assertThat(store.add(account).toCompletableFuture()).succeedsWithin(10, TimeUnit.SECONDS);
            }
            return store;
        }

        @Override
        protected AccountStore reopen() throws Exception {
            return CsvAccountStore.open(file());
        }

        private Path file() {
            return folder.resolve("accounts" + count + ".csv");
        }
    }
}
