package io.confab.accounts.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static java.util.stream.Collectors.toSet;

import io.confab.api.Account;
import io.confab.api.AccountStore;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Accounts in a CSV file that people may edit while the server runs. Thread-safe.
 *
 * <p><b>The file</b> is UTF-8, with or without byte order mark, one account a line, its fields separated by
 * {@code ,} or {@code ;}: whichever comes first in the file.
 *
 * <pre>
 *  # who may log in                      index;user;password        jill,eW94dsol
 *  name,password                         1;jill;eW94dsol            jack,432wlFd
 *  jill,"$argon2id$v=19$m=19456,t=…"     2;jack;432wlFd
 * </pre>
 *
 * <ul>
 *   <li>A header names the columns in any order and any case: {@code name} ({@code username}, {@code user},
 *       {@code account}, {@code login}; {@code id} where there is none of these) and {@code password}
 *       ({@code passwd}, {@code pass}, {@code credential}). {@code scram} holds keys for
 *       SCRAM-SHA-256, {@code role} is {@code member}, which it also is where there is nothing, {@code moderator} or
 *       {@code admin}, {@code locked} is {@code yes} or {@code no}. Other columns, such as an index, are kept and ignored.
 *   <li>Without a header there are two columns, name and password, or three, with a number first.
 *   <li>Blank lines are skipped, and so are those whose first character other than a space is {@code #}. A name may
 *       begin with {@code #} as well: it then needs quotes, {@code "#jill"}, unless another column comes before it.
 *   <li>Values in double quotes may contain delimiters, spaces at their ends, and quotes, doubled; never line breaks.
 *       Around values without quotes spaces are dropped.
 *   <li>A broken line, or a name that comes twice, makes the whole file broken.
 * </ul>
 *
 * <p><b>Reading.</b> {@link #open} refuses a broken file. Later the file is looked at about once a second; an edit
 * takes effect at once and as a whole. If it is broken or gone, that is logged and the accounts stay as they were.
 *
 * <p><b>Writing</b> happens on the store's own thread, on what the file holds at that moment, and changes the lines of
 * the accounts concerned. A file is replaced atomically and keeps its permissions; edits that wait are written at once.
 * What an account has for the first time, keys or a role, adds its column to the header and to every line.
 * Stores of several processes take turns; the edit of somebody else, by a text editor, is lost only if it falls into the microseconds before the new file takes the old one's place.
 * Stages of writes complete on that thread, which must not be blocked.
 */
public final class CsvAccountStore implements AccountStore {

    private static final Logger log = LoggerFactory.getLogger(CsvAccountStore.class);
    private static final Duration LOOK_INTERVAL = Duration.ofSeconds(1);
    private static final long CLOSE_SECONDS = 10;

    private final Path path;
    private final AccountFile file;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<AccountEdit>> editListeners = new CopyOnWriteArrayList<>();
    private final Queue<Edit> edits = new ConcurrentLinkedQueue<>();
    private final ScheduledThreadPoolExecutor executor;
    private volatile Map<String, Account> accounts;
    private volatile @Nullable Thread thread;
    private @Nullable String trouble; // why the file cannot be read at present; on the store's thread only

    private CsvAccountStore(Path path, AtomicFile.Move move, Duration lookInterval) throws IOException {
        this.path = requireNonNull(path, "file");
        file = new AccountFile(path, move);
        accounts = file.read();
        executor = new ScheduledThreadPoolExecutor(1, this::newThread);
        executor.scheduleWithFixedDelay(
                this::look, lookInterval.toMillis(), lookInterval.toMillis(), TimeUnit.MILLISECONDS);
        log.info("{}: {} accounts", path, accounts.size());
    }

    /**
     * Reads an account file and begins to watch it. Blocks while it reads.
     *
     * @throws AccountFileException if the file is broken; says where
     * @throws IOException          if it is not there or cannot be read
     */
    public static CsvAccountStore open(Path file) throws IOException {
        return new CsvAccountStore(file, AtomicFile.Move.ATOMIC, LOOK_INTERVAL);
    }

    static CsvAccountStore open(Path file, AtomicFile.Move move, Duration lookInterval) throws IOException {
        return new CsvAccountStore(file, move, lookInterval);
    }

    /**
     * Writes a new account file with the header {@code name,password}, readable by its owner only. Blocks.
     *
     * @param file in a folder that exists
     * @throws FileAlreadyExistsException if there is something of this name
     * @throws IllegalArgumentException   if a name comes twice, or a credential or key is not one line of text
     * @throws IOException                if it cannot be written
     */
    public static void create(Path file, Collection<Account> accounts) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        AccountTable table = AccountTable.parse(file, "name,password\n".getBytes(UTF_8));
        for (Account account : accounts) {
            requireStorable(account);
            if (!table.add(account)) {
                throw new IllegalArgumentException("name: " + account.name() + " twice (expected: once)");
            }
        }
        try (AtomicFile draft = new AtomicFile(file, table.toBytes())) {
            draft.commit(AtomicFile.Move.ATOMIC);
        }
    }

    /** Answers from memory: the stage is complete when it is returned, also after {@link #close}. */
    @Override
    public CompletionStage<Optional<Account>> find(String name) {
        return CompletableFuture.completedFuture(Optional.ofNullable(accounts.get(name)));
    }

    /** All accounts in the order of the file, as they were read or written last. */
    public List<Account> accounts() {
        return List.copyOf(accounts.values());
    }

    /**
     * {@inheritDoc}
     *
     * <p>The stage fails with an {@link IllegalArgumentException} if the replacement is empty or more than one line,
     * and with an {@link IOException} if the file cannot be read, understood or written.
     */
    @Override
    public CompletionStage<Boolean> replaceCredential(String name, String expected, String replacement) {
        return edit(
                name, new Account(name, replacement), table -> table.replaceCredential(name, expected, replacement));
    }

    @Override
    public boolean keepsEverything() {
        return true;
    }

    /** {@inheritDoc} The stage fails like that of {@link #replaceCredential}. */
    @Override
    public CompletionStage<Boolean> replace(Account expected, Account replacement) {
        return edit(replacement.name(), replacement, table -> table.replace(expected, replacement));
    }

    /** {@inheritDoc} It is appended to the file. The stage fails like that of {@link #replaceCredential}. */
    @Override
    public CompletionStage<Boolean> add(Account account) {
        return edit(account.name(), account, table -> table.add(account));
    }

    /**
     * Changes an account as it is in the file at that moment. The stage fails like that of {@link #replaceCredential}.
     *
     * @param change may be called more than once, on the store's thread; does not block, and leaves the name
     * @return {@code false} if there is no account of this name, or nothing to be changed
     */
    public CompletionStage<Boolean> update(String name, UnaryOperator<Account> change) {
        return edit(
                name,
                null,
                table -> table.update(name, account -> {
                    Account changed = change.apply(account);
                    requireStorable(changed);
                    return changed;
                }));
    }

    /** {@inheritDoc} On the store's thread, once {@link #find} answers accordingly. */
    @Override
    public void whenChanged(Consumer<String> changed) {
        listeners.add(requireNonNull(changed, "changed"));
    }

    /**
     * Has somebody told of what others have made of accounts: in the file, not by this store's methods. Once for each account
     * that is another, in no order, on the store's thread, once {@link #find} answers accordingly. Of what falls into the
     * microseconds of a write of this store's own nothing is told if it is of the same account.
     *
     * @param edited does not block
     */
    public void whenEdited(Consumer<AccountEdit> edited) {
        editListeners.add(requireNonNull(edited, "edited"));
    }

    /**
     * Removes an account and its line. The stage fails like that of {@link #replaceCredential}.
     *
     * @return {@code false} if there is no account of this name
     */
    public CompletionStage<Boolean> remove(String name) {
        return edit(name, null, table -> table.remove(name));
    }

    /**
     * Reads the file now, whether it seems to have changed or not.
     *
     * @return fails with an {@link AccountFileException} if the file is broken, or another {@link IOException} if it
     *         cannot be read, and the accounts stay as they were; that is not logged, also not at the looks that follow
     */
    public CompletionStage<Void> reload() {
        CompletableFuture<@Nullable Void> reloaded = new CompletableFuture<>();
        try {
            executor.execute(() -> {
                try {
                    adopt(file.read());
                    reloaded.complete(null);
                } catch (Throwable e) {
                    if (e instanceof IOException unreadable) {
                        isNews(unreadable); // whoever asked is told, and nobody else needs to be
                    }
                    reloaded.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException e) {
            reloaded.completeExceptionally(closed());
        }
        return reloaded;
    }

    /** Finishes the writes that were asked for, for which it waits ten seconds at most, and stops watching the file. */
    @Override
    public void close() {
        executor.shutdown(); // what is queued is still done
        if (Thread.currentThread() == thread) {
            return; // called by what depends on a write: it would wait for itself
        }
        try {
            if (!executor.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS)) {
                log.warn("{}: still being written after {} s (expected: to be closed)", path, CLOSE_SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Takes in what changed in the file, if anything did. On the store's thread. */
    private void look() {
        try {
            Optional<Map<String, Account>> changed = file.readIfChanged();
            if (trouble != null) {
                trouble = null;
                log.info("{}: readable again", path);
            }
            changed.ifPresent(this::adopt);
        } catch (IOException e) {
            report(e);
        } catch (Throwable e) { // a file too large for the memory, say: go on looking
            log.error("{}: cannot be read", path, e);
        }
    }

    /** Logs a broken version of the file, which is read once, and, as long as it is the same, other trouble once. */
    private void report(IOException problem) {
        if (!isNews(problem)) {
            return;
        }
        if (problem instanceof AccountFileException) {
            log.warn("{}; keeping the {} accounts read before", problem.getMessage(), accounts.size());
        } else {
            log.warn("{}: cannot be read, keeping the {} accounts read before: {}", path, accounts.size(), trouble);
        }
    }

    /** Remembers it, and whether it has not been told yet. */
    private boolean isNews(IOException problem) {
        if (problem instanceof AccountFileException) {
            trouble = null;
            return true; // a version is read once
        }
        String before = trouble;
        trouble = problem.toString();
        return !trouble.equals(before);
    }

    /** Looks at the file as it is done once a second, and completes when that is done. */
    CompletableFuture<Void> lookNow() {
        return CompletableFuture.runAsync(this::look, executor);
    }

    private void adopt(Map<String, Account> read) {
        if (publish(read, Set.of())) {
            log.info("{}: changed, {} accounts", path, read.size());
        }
    }

    /**
     * @param own the accounts that this store has changed itself
     * @return whether anything is another than before
     */
    private boolean publish(Map<String, Account> next, Set<String> own) {
        Map<String, Account> before = accounts;
        if (next.equals(before)) {
            return false;
        }
        accounts = next;
        before.forEach((name, account) -> {
            if (!account.equals(next.get(name))) {
                tell(listeners, name, name);
                if (!own.contains(name)) {
                    tell(editListeners, name, new AccountEdit(account, next.get(name)));
                }
            }
        });
        next.forEach((name, account) -> {
            if (!before.containsKey(name) && !own.contains(name)) {
                tell(editListeners, name, new AccountEdit(null, account));
            }
        });
        return true;
    }

    private static <T> void tell(List<Consumer<T>> listeners, String name, T change) {
        for (Consumer<T> listener : listeners) {
            try {
                listener.accept(change);
            } catch (RuntimeException e) {
                log.error("account {}: whoever was told of its change failed", name, e);
            }
        }
    }

    private CompletionStage<Boolean> edit(String name, @Nullable Account account, Predicate<AccountTable> change) {
        Edit edit = new Edit(name, change);
        try {
            if (account != null) {
                requireStorable(account);
            }
            edits.add(edit);
            executor.execute(this::applyEdits);
        } catch (RejectedExecutionException e) {
            edit.result.completeExceptionally(closed());
        } catch (IllegalArgumentException e) {
            edit.result.completeExceptionally(e);
        }
        return edit.result;
    }

    /** Applies every edit that waits, so that a crowd of first logins is written once and not one by one. */
    private void applyEdits() {
        List<Edit> batch = new ArrayList<>();
        for (Edit edit = edits.poll(); edit != null; edit = edits.poll()) {
            batch.add(edit);
        }
        if (batch.isEmpty()) {
            return; // an earlier turn took them
        }
        look(); // so that what others have changed is told apart from what is changed now
        try {
            Map<String, Account> edited = file.edit(batch);
            publish(
                    edited,
                    batch.stream()
                            .filter(edit -> edit.done)
                            .map(edit -> edit.name)
                            .collect(toSet()));
        } catch (Throwable e) { // an OutOfMemoryError too: the stages have to end
            batch.forEach(edit -> edit.result.completeExceptionally(e));
            return;
        }
        batch.forEach(edit -> edit.result.complete(edit.done));
    }

    private IllegalStateException closed() {
        return new IllegalStateException(path + ": closed (expected: an open account store)");
    }

    private Thread newThread(Runnable task) {
        Thread created = new Thread(task, "confab-accounts");
        created.setDaemon(true);
        thread = created;
        return created;
    }

    private static void requireStorable(Account account) {
        requireStorable(account.credential());
        if (account.scram() != null) {
            requireStorable(account.scram());
        }
    }

    private static void requireStorable(String credential) {
        if (credential.isEmpty()
                || credential.indexOf('\n') >= 0
                || credential.indexOf('\r') >= 0
                || !UTF_8.newEncoder().canEncode(credential)) {
            throw new IllegalArgumentException("credential: empty, or no line of text (expected: one line of text)");
        }
    }

    /** A change that waits for its turn. */
    private static final class Edit implements Predicate<AccountTable> {
        final String name;
        final Predicate<AccountTable> change;
        final CompletableFuture<Boolean> result = new CompletableFuture<>();
        boolean done;

        Edit(String name, Predicate<AccountTable> change) {
            this.name = name;
            this.change = change;
        }

        @Override
        public boolean test(AccountTable table) {
            done = change.test(table);
            return done;
        }
    }
}
