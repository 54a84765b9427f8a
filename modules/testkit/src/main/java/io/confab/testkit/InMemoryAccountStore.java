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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Accounts for a test, kept in memory; can be told to fail. Every stage is complete when it is returned. */
public final class InMemoryAccountStore implements AccountStore {

    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private volatile @Nullable RuntimeException failure;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
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
        tell(account.name());
    }

    /** Takes an account out, if there is one. */
    public void remove(String name) {
        accounts.remove(name);
        tell(name);
    }

    private void tell(String name) {
        listeners.forEach(listener -> listener.accept(name));
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
        Account account = accounts.get(name);
        return changed(
                () -> account != null
                        && account.credential().equals(expected)
                        && accounts.replace(name, account, account.withPassword(replacement, null)),
                name);
    }

    @Override
    public boolean keepsEverything() {
        return true;
    }

    @Override
    public CompletionStage<Boolean> replace(Account expected, Account replacement) {
        return changed(() -> accounts.replace(expected.name(), expected, replacement), expected.name());
    }

    @Override
    public CompletionStage<Boolean> add(Account account) {
        return changed(() -> accounts.putIfAbsent(account.name(), account) == null, account.name());
    }

    private CompletionStage<Boolean> changed(BooleanSupplier change, String name) {
        RuntimeException cause = closed ? new IllegalStateException("account store: closed") : failure;
        if (cause != null) {
            return CompletableFuture.failedFuture(cause);
        }
        boolean done = change.getAsBoolean();
        if (done) {
            tell(name);
        }
        return CompletableFuture.completedFuture(done);
    }

    @Override
    public void whenChanged(Consumer<String> changed) {
        listeners.add(requireNonNull(changed, "changed"));
    }

    @Override
    public void close() {
        closed = true;
    }
}
