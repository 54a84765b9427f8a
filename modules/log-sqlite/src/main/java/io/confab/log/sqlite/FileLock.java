package io.confab.log.sqlite;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/** Keeps a second server away from a file: two of them would give the same sequence to different messages. */
final class FileLock implements AutoCloseable {

    private final FileChannel channel;

    private FileLock(FileChannel channel) {
        this.channel = channel;
    }

    /** @throws IOException if somebody has it, or the folder cannot be written */
    static FileLock of(Path file) throws IOException {
        Path path = file.resolveSibling(file.getFileName() + ".lock");
        FileChannel channel;
        try {
            channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw new IOException(path + ": " + e + " (expected: a folder that can be written)", e);
        }
        java.nio.channels.@Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null; // somebody in this JVM
        }
        if (lock == null) {
            channel.close();
            throw new IOException(file + ": in use by another server (expected: one server for each message log)");
        }
        return new FileLock(channel);
    }

    @Override
    public void close() {
        try {
            channel.close(); // and with it the lock; the file stays, or somebody might hold one that is gone
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
