package io.confab.cli;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The file that keeps what was typed, readable to its owner alone. */
final class HistoryFile {

    private HistoryFile() {}

    /** Null where there can be none: that is no reason not to talk. */
    static @Nullable Path prepare(Map<String, String> environment) {
        try {
            Path file = folder(environment).resolve("confab").resolve("history");
            Files.createDirectories(file.getParent());
            create(file);
            return Files.isReadable(file) && Files.isWritable(file) ? file : null;
        } catch (IOException | InvalidPathException e) {
            return null;
        }
    }

    // A relative XDG_STATE_HOME is to be ignored, as its specification says.
    private static Path folder(Map<String, String> environment) {
        Path state = Path.of(environment.getOrDefault("XDG_STATE_HOME", ""));
        if (state.isAbsolute()) {
            return state;
        }
        String home = environment.getOrDefault("HOME", System.getProperty("user.home", ""));
        return Path.of(home, ".local", "state");
    }

    private static void create(Path file) throws IOException {
        boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
        try {
            if (posix) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            } else {
                Files.createFile(file);
            }
        } catch (FileAlreadyExistsException e) {
            // from the last time
        }
    }
}
