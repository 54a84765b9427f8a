package io.confab.testkit;

import static java.util.Objects.requireNonNull;

import io.confab.api.Account;
import io.confab.api.AccountStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Accounts for a test, kept in memory; can be told to fail. Every stage is complete when it is returned. */
public final class InMemoryAccountStore implements AccountStore {

    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private volatile @Nullable RuntimeException failure;
    private volatile boolean closed;

    public InMemoryAccountStore(Collection<Account> accounts) {
        accounts.forEach(account -> this.accounts.put(account.name(), account));
    }

    /** Makes a store that holds these accounts. */
    public static InMemoryAccountStore of(Account... accounts) {
        return new InMemoryAccountStore(List.of(accounts));
    }

    /** From now on every stage fails with this. */
    public void failWith(RuntimeException failure) {
        this.failure = requireNonNull(failure, "failure");
    }

    /** Adds an account, or puts it in the place of the one with its name. */
    public void put(Account account) {
        accounts.put(account.name(), account);
    }

    /** What the store holds for the account. */
    public @Nullable String credential(String name) {
        Account account = accounts.get(name);
        return account == null ? null : account.credential();
    }

    /** The accounts it holds now, in no order. */
    public List<Account> accounts() {
        return List.copyOf(accounts.values());
    }

    /** Whether the store has been closed. */
    public boolean isClosed() {
        return closed;
    }

    @Override
    public CompletionStage<Optional<Account>> find(String name) {
        RuntimeException cause = failure;
        return cause != null
                ? CompletableFuture.failedFuture(cause)
                : CompletableFuture.completedFuture(Optional.ofNullable(accounts.get(name)));
    }

    @Override
    public CompletionStage<Boolean> replaceCredential(String name, String expected, String replacement) {
        RuntimeException cause = closed ? new IllegalStateException("account store: closed") : failure;
        return cause != null
                ? CompletableFuture.failedFuture(cause)
                : CompletableFuture.completedFuture(
                        accounts.replace(name, new Account(name, expected), new Account(name, replacement)));
    }

    @Override
    public void close() {
        closed = true;
    }
}
