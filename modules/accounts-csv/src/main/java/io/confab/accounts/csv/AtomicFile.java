package io.confab.accounts.csv;

import static java.util.Objects.requireNonNull;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.util.EnumSet;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A new version of a file, written beside it and put in its place as a whole: whoever opens the file, and whatever is
 * there after a crash, sees the old version or the new one. Closing it without {@link #commit} leaves the old one.
 *
 * <p>The new version has the permissions of the old one, and where that is allowed its owner and group. A group that
 * cannot be kept loses its permissions; a file that is new is its owner's only.
 */
final class AtomicFile implements Closeable {

    /** How a finished file gets into its place; a test looks in here, or fails. */
    @FunctionalInterface
    interface Move {
        Move ATOMIC = (from, to) -> Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);

        void move(Path from, Path to) throws IOException;
    }

    private static final Logger log = LoggerFactory.getLogger(AtomicFile.class);

    private final Path target;
    private final Path folder;
    private final Path draft;

    /** @param target no symbolic link: it would be replaced and not what it points at */
    AtomicFile(Path target, byte[] content) throws IOException {
        this.target = target.toAbsolutePath();
        folder = requireNonNull(this.target.getParent(), "folder");
        draft = Files.createTempFile(folder, ".accounts-", ".tmp"); // owner-only
        try (FileChannel channel = FileChannel.open(draft, StandardOpenOption.WRITE)) {
            if (Files.exists(this.target)) {
                copyOwnership();
            }
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        } catch (IOException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Puts the new version in the place of the old one, for good even if the power fails right after.
     *
     * @return what the new version is known by
     * @throws IOException if it could not be moved, or if it was but may not survive a loss of power
     */
    FileStamp commit(Move move) throws IOException {
        FileStamp stamp = FileStamp.of(draft);
        move.move(draft, target);
        if (isPosix(folder)) { // elsewhere folders cannot be opened
            try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
        return stamp;
    }

    @Override
    public void close() throws IOException {
        Files.deleteIfExists(draft);
    }

    private void copyOwnership() throws IOException {
        if (!isPosix(draft)) {
            return;
        }
        PosixFileAttributes wanted = posix(target).readAttributes();
        PosixFileAttributes given = posix(draft).readAttributes();
        Set<PosixFilePermission> permissions = EnumSet.noneOf(PosixFilePermission.class);
        permissions.addAll(wanted.permissions());
        if (!given.group().equals(wanted.group())) {
            try {
                posix(draft).setGroup(wanted.group());
            } catch (IOException e) { // not one of ours: what it was allowed is not for the group we have
                permissions.remove(PosixFilePermission.GROUP_READ);
                permissions.remove(PosixFilePermission.GROUP_WRITE);
                permissions.remove(PosixFilePermission.GROUP_EXECUTE);
            }
        }
        posix(draft).setPermissions(permissions);
        if (!given.owner().equals(wanted.owner())) {
            try {
                posix(draft).setOwner(wanted.owner());
            } catch (IOException e) {
                log.debug("{}: now owned by {}, no longer by {}", target, given.owner(), wanted.owner(), e);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return Files.getFileAttributeView(path, PosixFileAttributeView.class) != null;
    }

    private static PosixFileAttributeView posix(Path path) {
        return requireNonNull(Files.getFileAttributeView(path, PosixFileAttributeView.class));
    }
}
