package io.confab.it.faults;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A small file system in memory, where this process may mount one; otherwise a folder like any other. */
final class SmallDisk implements AutoCloseable {

    private final Path path;
    private final boolean mounted;

    private SmallDisk(Path path, boolean mounted) {
        this.path = path;
        this.mounted = mounted;
    }

    static SmallDisk in(Path folder) throws IOException {
        Path path = Files.createDirectory(folder.resolve("disk"));
        return new SmallDisk(path, run("mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", path.toString()));
    }

    Path path() {
        return path;
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such command
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        if (mounted) {
            run("umount", path.toString());
        }
    }
}
