package io.confab.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/**
 * How long stored sessions take: to come back to, to be read backwards, and to be opened after a crash. Everything is in a
 * folder of its own, which is deleted in the end, also where this process is told to stop.
 */
final class StoredBench {

    private StoredBench() {}

    /**
     * What a case found.
     *
     * @param right whether what was read is what was stored
     * @param line  for people
     */
    record Verdict(boolean right, String line) {}

    /** One thing that is measured. */
    interface Case {

        /**
         * Measures it, and leaves no process behind.
         *
         * @param folder an empty one; deleted afterwards
         */
        Verdict measure(StoredOptions options, Path folder)
                throws IOException, InterruptedException, ExecutionException, TimeoutException;
    }

    /** @return whether everything that was read was right */
    static boolean run(List<String> arguments, PrintStream out)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        StoredOptions options = StoredOptions.parse(arguments);
        Files.createDirectories(options.folder);
        Path folder = Files.createTempDirectory(options.folder.toAbsolutePath(), "confab-bench");
        Thread onExit = new Thread(() -> clearAway(folder), "clear away");
        Runtime.getRuntime().addShutdownHook(onExit);
        try {
            out.printf(
                    "%s, Java %s; on %s%n",
                    CpuTime.machine(),
                    Runtime.version(),
                    Files.getFileStore(folder).type());
            boolean right = true;
            for (String name : options.cases()) {
                Path place = Files.createDirectory(folder.resolve(name));
                Verdict verdict = named(name).measure(options, place);
                Folders.delete(place);
                out.println(name + ": " + verdict.line() + (verdict.right() ? "" : "; WRONG"));
                right &= verdict.right();
            }
            return right;
        } finally {
            forget(onExit);
            Folders.delete(folder);
        }
    }

    private static Case named(String name) {
        return switch (name) {
            case StoredOptions.RESUME -> new ResumeCase();
            case StoredOptions.HISTORY -> new HistoryCase();
            case StoredOptions.OPENING -> new OpeningCase();
            default -> throw new IllegalArgumentException("stored: " + name + " (expected: a case)");
        };
    }

    // What is written by others after this would stay, so they end first.
    private static void clearAway(Path folder) {
        ProcessHandle.current().descendants().forEach(process -> {
            process.destroyForcibly();
            process.onExit().join();
        });
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(folder + ": not deleted (expected: to be)", e);
        }
    }

    private static void forget(Thread onExit) {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // it is running
        }
    }
}
