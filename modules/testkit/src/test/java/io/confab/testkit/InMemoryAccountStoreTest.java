package io.confab.testkit;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.Account;
import io.confab.api.AccountStore;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InMemoryAccountStoreTest extends AccountStoreContract {

    private @Nullable InMemoryAccountStore last;

    @Override
    protected AccountStore open(List<Account> accounts) {
        last = new InMemoryAccountStore(accounts);
        return last;
    }

    @Override
    protected AccountStore reopen() {
        return new InMemoryAccountStore(requireNonNull(last).accounts());
    }

    @Test
    void failsEveryStageWhenToldTo() {
        InMemoryAccountStore store = InMemoryAccountStore.of(new Account("jill", "secret"));
        store.failWith(new IllegalStateException("disk gone"));
        assertThat(store.find("jill").toCompletableFuture()).isCompletedExceptionally();
        assertThat(store.replaceCredential("jill", "secret", "new").toCompletableFuture())
                .isCompletedExceptionally();
        assertThat(store.credential("jill")).isEqualTo("secret");
    }
}
