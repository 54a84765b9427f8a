package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real jar in a process of its own. What it prints is read as it comes; closing it ends the process. */
final class ServerProcess implements AutoCloseable {

    private static final long PATIENCE = 60; // seconds, for a machine that is busy with everything else
    private static final Pattern READY = Pattern.compile("Ready: .*:(\\d+), ");

    private final Process process;
    private final Reader out;
    private final Reader err;

    private ServerProcess(Process process) {
        this.process = process;
        out = new Reader(process.getInputStream());
        err = new Reader(process.getErrorStream());
    }

    /** Starts {@code java -jar confab-server.jar} with these arguments, in the folder. */
    static ServerProcess start(Path folder, String... arguments) throws IOException {
        return start(folder, Map.of(), arguments);
    }

    static ServerProcess start(Path folder, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-jar",
                Path.of("target", "confab-server.jar").toAbsolutePath().toString()));
        command.addAll(List.of(arguments));
        return run(folder, environment, command);
    }

    /** Starts {@code ./confab serve} in a tree whose jar is built. */
    static ServerProcess launch(Path tree, Map<String, String> environment, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of("./confab", "serve"));
        command.addAll(List.of(arguments));
        Map<String, String> complete = new HashMap<>(environment);
        complete.put("JAVA_HOME", System.getProperty("java.home"));
        return run(tree, complete, command);
    }

    /** Starts any command, with the JVM of this test. */
    static ServerProcess command(Path folder, List<String> command) throws IOException {
        return run(folder, Map.of("JAVA_HOME", System.getProperty("java.home")), command);
    }

    /** Starts the jar from a terminal that goes when the process this returns is ended. */
    static ServerProcess startInTerminal(Path folder, String... arguments) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String jar = Path.of("target", "confab-server.jar").toAbsolutePath().toString();
        return run(
                folder,
                Map.of(),
                List.of(
                        "script",
                        "-qec",
                        java + " -Xmx256m -jar " + jar + " " + String.join(" ", arguments),
                        "/dev/null"));
    }

    private static ServerProcess run(Path folder, Map<String, String> environment, List<String> command)
            throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("CONFAB_") || name.equals("JAVA_TOOL_OPTIONS"));
        builder.environment().putAll(environment);
        return new ServerProcess(builder.start());
    }

    /** Waits until the server listens, and returns its port. */
    int awaitPort() throws Exception {
        return Integer.parseInt(awaitError(READY).group(1));
    }

    /** Waits for what is to be printed to the standard error output. */
    Matcher awaitError(Pattern pattern) throws Exception {
        return err.await(pattern);
    }

    /** Waits for what is to be printed to the standard output. */
    Matcher awaitOutput(Pattern pattern) throws Exception {
        return out.await(pattern);
    }

    /** Asks for what {@code kill PID} asks for. */
    void terminate() {
        process.toHandle().destroy(); // Process.destroy would close the streams, too
    }

    /** Sends a signal, such as {@code HUP}. */
    void signal(String name) throws Exception {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Ends it as {@code kill -9} does, and waits for its end. */
    void kill() throws Exception {
        process.toHandle().destroyForcibly(); // Process.destroyForcibly would close the streams, too
        awaitExit();
    }

    int awaitExit() throws Exception {
        if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
            throw new TimeoutException("process: still runs; it printed:\n" + out + err);
        }
        out.ended.get(PATIENCE, TimeUnit.SECONDS);
        err.ended.get(PATIENCE, TimeUnit.SECONDS);
        return process.exitValue();
    }

    /** Everything printed to the standard output up to now. */
    String output() {
        return out.toString();
    }

    /** Everything printed to the standard error output up to now. */
    String errors() {
        return err.toString();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }

    /** Keeps what a stream brings, and tells whoever waits for a part of it. */
    private static final class Reader {

        private final StringBuilder text = new StringBuilder(); // guarded by itself
        private final CompletableFuture<Void> ended = new CompletableFuture<>();

        Reader(InputStream stream) {
            Thread thread = new Thread(() -> read(stream), "server output");
            thread.setDaemon(true);
            thread.start();
        }

        private void read(InputStream stream) {
            try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
                String line = reader.readLine();
                while (line != null) {
                    synchronized (text) {
                        text.append(line).append('\n');
                        text.notifyAll();
                    }
                    line = reader.readLine();
                }
            } catch (IOException e) {
                ended.completeExceptionally(e);
            } finally {
                ended.complete(null);
                synchronized (text) {
                    text.notifyAll();
                }
            }
        }

        Matcher await(Pattern pattern) throws InterruptedException, TimeoutException, ExecutionException {
            long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE);
            synchronized (text) {
                while (true) {
                    Matcher matcher = pattern.matcher(text.toString());
                    if (matcher.find()) {
                        return matcher;
                    }
                    long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                    if (left <= 0 || ended.isDone()) {
                        throw new TimeoutException(pattern + ": not printed; there was:\n" + text);
                    }
                    text.wait(left);
                }
            }
        }

        @Override
        public String toString() {
            synchronized (text) {
                return text.toString();
            }
        }
    }
}
