package io.confab.accounts.csv;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What tells versions of a file apart without reading it.
 *
 * @param key what the file system knows the file by, such as its inode; null where it has no such thing
 */
record FileStamp(FileTime modified, long size, @Nullable Object key) {

    // File systems keep times in ticks of up to two seconds (FAT); Linux's kernel, of some milliseconds.
    private static final Duration TICK = Duration.ofSeconds(2);

    /** Follows symbolic links. */
    static FileStamp of(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return new FileStamp(attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
    }

    /**
     * Tells whether a later edit would show in the stamp for sure. Just after a change it would not: another one
     * within the same tick of the clock that leaves the size alone has the same stamp.
     */
    boolean isConclusive(Instant now) {
        return modified.toInstant().isBefore(now.minus(TICK));
    }
}
