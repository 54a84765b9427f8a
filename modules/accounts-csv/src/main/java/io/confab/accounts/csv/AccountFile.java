package io.confab.accounts.csv;

import io.confab.api.Account;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The account file on disk, and the version of it that was read last. Blocks, and is used by one thread at a time.
 */
final class AccountFile {

    private static final int MAX_ATTEMPTS = 10;

    private final Path path;
    private final AtomicFile.Move move;
    private @Nullable Version read; // null before the first reading

    private record Version(FileStamp stamp, boolean conclusive, String digest) {}

    AccountFile(Path path, AtomicFile.Move move) {
        this.path = path;
        this.move = move;
    }

    /**
     * Reads the file if its stamp says, or leaves open, that it changed.
     *
     * @return the accounts; empty if the content is what was read last, be it good or broken
     * @throws AccountFileException if the new content is broken; it counts as read
     * @throws IOException          if it cannot be read, or is not there
     */
    Optional<Map<String, Account>> readIfChanged() throws IOException {
        FileStamp stamp = stamp();
        Version last = read;
        if (last != null && last.conclusive() && last.stamp().equals(stamp)) {
            return Optional.empty();
        }
        byte[] content = remember(stamp, Files.readAllBytes(path));
        return last != null && last.digest().equals(digest(content))
                ? Optional.empty()
                : Optional.of(AccountTable.parse(path, content).accounts());
    }

    /** Reads the file, changed or not. */
    Map<String, Account> read() throws IOException {
        FileStamp stamp = stamp();
        return AccountTable.parse(path, remember(stamp, Files.readAllBytes(path)))
                .accounts();
    }

    /**
     * Reads the file, applies the edits and, if one of them changed anything, writes it. Begins anew when somebody
     * else writes the file meanwhile, so an edit may be applied to more than one table.
     *
     * @return the accounts that are in the file now
     * @throws IOException if the file cannot be read, is broken, or cannot be written; it is then as it was, except
     *                     where all that failed was to make sure that the new version survives a loss of power
     */
    Map<String, Account> edit(List<? extends Predicate<AccountTable>> edits) throws IOException {
        stamp(); // says more clearly that there is no file
        EditLock lock = EditLock.of(path.toRealPath());
        try {
            return editLocked(edits);
        } finally {
            lock.close();
        }
    }

    // Whoever edits it with a text editor knows nothing of the lock.
    private Map<String, Account> editLocked(List<? extends Predicate<AccountTable>> edits) throws IOException {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            FileStamp stamp = stamp();
            Path target = path.toRealPath(); // a symbolic link stays one
            byte[] before = Files.readAllBytes(target);
            AccountTable table = AccountTable.parse(path, before);
            boolean changed = false;
            for (Predicate<AccountTable> edit : edits) {
                changed |= edit.test(table);
            }
            if (!changed) {
                remember(stamp, before);
                return table.accounts();
            }
            byte[] after = table.toBytes();
            requireReadable(after, table.accounts());
            try (AtomicFile next = new AtomicFile(target, after)) {
                if (Arrays.equals(before, Files.readAllBytes(target))) {
                    remember(next.commit(move), after);
                    return table.accounts();
                }
            }
        }
        throw new IOException(path + ": changed by others " + MAX_ATTEMPTS
                + " times while it was being written (expected: to be left alone for a moment)");
    }

    // Cheap next to losing everybody's account.
    private void requireReadable(byte[] content, Map<String, Account> expected) throws IOException {
        if (!AccountTable.parse(path, content).accounts().equals(expected)) {
            throw new IOException(path + ": not written, it would not read as it should (expected: the same accounts)");
        }
    }

    private FileStamp stamp() throws IOException {
        try {
            return FileStamp.of(path);
        } catch (NoSuchFileException e) {
            NoSuchFileException clearer =
                    new NoSuchFileException(path.toString(), null, "no such file (expected: an account file)");
            clearer.initCause(e);
            throw clearer;
        }
    }

    /** @param stamp taken before the content was read, so that a change in between shows */
    private byte[] remember(FileStamp stamp, byte[] content) {
        read = new Version(stamp, stamp.isConclusive(Instant.now()), digest(content));
        return content;
    }

    private static String digest(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: missing (expected: to be part of every Java)", e);
        }
    }
}
