package io.confab.it.faults;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The real jar in a process of its own, on one data folder and port; killed and started again as often as wanted. */
public final class ServerUnderTest implements AutoCloseable {

    private static final Path JAR = Path.of("../standalone/target/confab-server.jar");
    private static final Pattern READY = Pattern.compile("Ready: .*:(\\d+), ");
    private static final long PATIENCE_SECONDS = 60;

    /** Options of a JVM that is started again and again, and so hardly lives to see the second compiler. */
    static final List<String> SHORT_LIVED = List.of("-Xmx256m", "-XX:TieredStopAtLevel=1");

    private final List<String> jvmOptions;
    private final Path data;
    private final List<String> settings;
    private Process process;
    private final int wantedPort;
    private int port;

    public ServerUnderTest(Path data, String... settings) throws Exception {
        this(data, 0, settings);
    }

    /** @param port to listen at, each time; 0 for another one each time */
    public ServerUnderTest(Path data, int port, String... settings) throws Exception {
        this(SHORT_LIVED, data, port, settings);
    }

    /** @param jvmOptions of its JVM, such as how large its heap may get */
    public ServerUnderTest(List<String> jvmOptions, Path data, int port, String... settings) throws Exception {
        if (!Files.isRegularFile(JAR)) {
            throw new IllegalStateException(JAR + ": not there (expected: built before, by ./confab verify)");
        }
        this.jvmOptions = List.copyOf(jvmOptions);
        this.data = data;
        this.wantedPort = port;
        this.settings = List.of(settings);
        this.process = launch();
    }

    public int port() {
        return port;
    }

    /** Its process, which is another one after {@link #start}. */
    public ProcessHandle process() {
        return process.toHandle();
    }

    public Path messages() {
        return data.resolve("messages.db");
    }

    /** Starts it again; it must not be running. */
    public void start() throws Exception {
        process = launch();
    }

    private Process launch() throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of(
                "-jar",
                JAR.toAbsolutePath().toString(),
                "--data",
                data.toString(),
                "--port",
                Integer.toString(wantedPort),
                "--accounts",
                "open"));
        for (String setting : settings) {
            command.add("--set");
            command.add(setting);
        }
        Process launched = new ProcessBuilder(command).redirectErrorStream(true).start();
        CompletableFuture<Integer> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> read(launched, ready), "server output");
        reader.setDaemon(true);
        reader.start();
        port = ready.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return launched;
    }

    private static void read(Process launched, CompletableFuture<Integer> ready) {
        StringBuilder text = new StringBuilder();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(launched.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                Matcher matcher = READY.matcher(line);
                if (matcher.find()) {
                    ready.complete(Integer.valueOf(matcher.group(1)));
                }
                if (!ready.isDone()) {
                    text.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            text.append(e);
        }
        ready.completeExceptionally(new IOException("server: ended (expected: ready):\n" + text));
    }

    /** As {@code kill}: asks it to stop, and waits until it has. @return its exit code */
    int terminate() throws Exception {
        process.toHandle().destroy();
        if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            throw new IllegalStateException("server: still runs (expected: to stop)");
        }
        return process.exitValue();
    }

    /** As {@code kill -9}. */
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() {
        process.toHandle().destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
