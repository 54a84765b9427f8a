package io.confab.accounts.csv;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.UserPrincipal;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps everybody else who edits an account file by these means away while it is being edited: a server and
 * {@code confab accounts}, say. The lock is a file beside it, because the account file itself is replaced.
 */
final class EditLock implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(2);

    /** A lock on a file is the whole JVM's, and so keeps nobody in it away. */
    private static final ReentrantLock IN_THIS_JVM = new ReentrantLock();

    private final FileChannel channel;

    private EditLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Waits for its turn, ten seconds at most.
     *
     * @throws IOException if that was not enough, or the lock's file cannot be made
     */
    static EditLock of(Path target) throws IOException {
        IN_THIS_JVM.lock();
        try {
            Path file = target.resolveSibling("." + target.getFileName() + ".lock");
            boolean there = Files.exists(file);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            try {
                if (!there) {
                    giveTo(Files.getOwner(target), file);
                }
                await(channel, target);
                return new EditLock(channel);
            } catch (IOException | RuntimeException e) {
                channel.close();
                throw e;
            }
        } catch (IOException | RuntimeException e) {
            IN_THIS_JVM.unlock();
            throw e;
        }
    }

    // An administrator may be the first to edit, and the server of another user the next.
    private static void giveTo(UserPrincipal owner, Path file) {
        try {
            if (!Files.getOwner(file).equals(owner)) {
                Files.setOwner(file, owner);
            }
        } catch (IOException | UnsupportedOperationException e) {
            // it stays ours, and others of our kind can use it
        }
    }

    private static void await(FileChannel channel, Path target) throws IOException {
        long start = System.nanoTime();
        while (channel.tryLock() == null) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IOException(target + ": being edited by another process for " + PATIENCE.toSeconds()
                        + " s (expected: to be left alone for a moment)");
            }
            LockSupport.parkNanos(LOOK_NANOS);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            channel.close(); // and with it the lock; its file stays, or two might lock two files
        } finally {
            IN_THIS_JVM.unlock();
        }
    }
}
