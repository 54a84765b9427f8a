package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Set;

/** The folder that the configuration, the accounts and the logs live in. */
record DataFolder(Path path) {

    Path configuration() {
        return path.resolve(ConfigurationFile.NAME);
    }

    /** A file of a setting, seen from this folder. */
    Path resolve(String file) {
        return path.resolve(file);
    }

    /** Makes the folder, for its owner alone, and those it is in, where they are missing. */
    void create() throws StartException {
        try {
            if (path.getParent() != null) {
                Files.createDirectories(path.getParent());
            }
            Files.createDirectories(path, only("rwx------"));
        } catch (FileAlreadyExistsException e) {
            throw new StartException(ExitCode.DATA, "data: " + path + " (expected: a folder; this is a file)");
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.DATA, "data: " + path + " (expected: a folder that can be made: " + e + ")");
        }
    }

    /**
     * Writes a new file that only its owner can read and write. It is there whole, or not at all.
     *
     * @throws StartException if it is there already, or cannot be written
     */
    void write(Path file, String text) throws StartException {
        Path temporary = file.resolveSibling(file.getFileName() + ".new");
        try {
            Files.deleteIfExists(temporary);
            try (FileChannel channel = FileChannel.open(
                    temporary, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), only("rw-------"))) {
                ByteBuffer bytes = UTF_8.encode(text);
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            giveToOwner(temporary);
            Files.move(temporary, file);
        } catch (IOException e) {
            throw new StartException(ExitCode.DATA, file + ": " + e + " (expected: a file that can be written)");
        }
    }

    // What root makes in the folder of the server's user is the server's to read.
    private void giveToOwner(Path file) throws IOException {
        UserPrincipal owner = Files.getOwner(path);
        if (file.toAbsolutePath().startsWith(path.toAbsolutePath()) && !owner.equals(Files.getOwner(file))) {
            Files.setOwner(file, owner);
        }
    }

    /** Makes an empty file that only its owner can read and write, unless it is there: whoever fills it would make one for all. */
    void reserve(Path file) throws IOException {
        try {
            Files.createFile(file, only("rw-------"));
        } catch (FileAlreadyExistsException e) {
            // somebody's, and as open as they like
        }
    }

    private static FileAttribute<?>[] only(String permissions) {
        return FileSystems.getDefault().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
                }
                : new FileAttribute<?>[0];
    }
}
