package io.confab.benchmarks;

import static java.util.concurrent.TimeUnit.SECONDS;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A server in a process of its own, at a free port of the loopback address, with open accounts. Closing it ends it. */
final class ServerProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("Ready: 127\\.0\\.0\\.1:(\\d+), ");
    private static final Pattern FIGURES =
            Pattern.compile("Figures and health: (http://127\\.0\\.0\\.1:\\d+/metrics),");
    private static final long PATIENCE_SECONDS = 120;

    private final Process process;
    private final CompletableFuture<URI> figures;
    private final @Nullable Path temporary;
    private InetSocketAddress address = InetSocketAddress.createUnresolved("127.0.0.1", 0);
    private Duration readyAfter = Duration.ZERO;

    private ServerProcess(Process process, CompletableFuture<URI> figures, @Nullable Path temporary) {
        this.process = process;
        this.figures = figures;
        this.temporary = temporary;
    }

    /**
     * How a server is started.
     *
     * @param jar      the server's
     * @param pinned   whether it gets processor 0, and nothing else
     * @param java     options of its JVM
     * @param settings {@code key=value}
     */
    record Launch(Path jar, boolean pinned, List<String> java, List<String> settings) {

        Launch {
            java = List.copyOf(java);
            settings = List.copyOf(settings);
        }

        private List<String> command(Path data) {
            List<String> command = new ArrayList<>();
            if (pinned) {
                command.addAll(List.of("taskset", "-c", "0"));
            }
            command.addAll(Jvm.command(java));
            command.addAll(List.of("-jar", jar.toAbsolutePath().toString(), "serve"));
            command.addAll(List.of("--data", data.toAbsolutePath().toString(), "--host", "127.0.0.1"));
            command.addAll(List.of("--port", "0", "--accounts", "open", "--set", "log.file=none"));
            for (String setting : settings) {
                command.addAll(List.of("--set", setting));
            }
            return command;
        }
    }

    /**
     * Starts one on the JVM that this runs on, with a data folder that is deleted when it is closed.
     *
     * @param pinned   whether it gets processor 0, and nothing else
     * @param settings {@code key=value}
     */
    static ServerProcess start(Path jar, boolean pinned, List<String> settings) throws IOException {
        Path data = Files.createTempDirectory("confab-bench");
        return start(new Launch(jar, pinned, List.of(), settings), data, data);
    }

    /**
     * Starts one on a data folder that stays.
     *
     * @throws IOException with what it printed, if it does not get ready
     */
    static ServerProcess start(Launch launch, Path data) throws IOException {
        return start(launch, data, null);
    }

    private static ServerProcess start(Launch launch, Path data, @Nullable Path temporary) throws IOException {
        long start = System.nanoTime();
        Process process = new ProcessBuilder(launch.command(data))
                .redirectErrorStream(true)
                .directory(data.toFile())
                .start();
        CompletableFuture<URI> figures = new CompletableFuture<>();
        ServerProcess server = new ServerProcess(process, figures, temporary);
        CompletableFuture<Integer> ready = new CompletableFuture<>();
        Thread reader = new Thread(() -> server.read(start, ready), "server output");
        reader.setDaemon(true);
        reader.start();
        try {
            int port = ready.get(PATIENCE_SECONDS, SECONDS);
            server.address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
            return server;
        } catch (ExecutionException e) {
            server.close();
            throw new IOException(e.getCause());
        } catch (TimeoutException e) {
            server.close();
            throw new IOException("server: not ready after " + PATIENCE_SECONDS + " s (expected: Ready)", e);
        } catch (InterruptedException e) {
            server.close();
            Thread.currentThread().interrupt();
            throw new IOException("server: interrupted while it started (expected: Ready)", e);
        }
    }

    // To its end: what nobody reads would hold the server up once the pipe is full.
    private void read(long start, CompletableFuture<Integer> ready) {
        StringBuilder printed = new StringBuilder();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                Matcher found = READY.matcher(line);
                if (found.find()) {
                    readyAfter = Duration.ofNanos(System.nanoTime() - start);
                    ready.complete(Integer.valueOf(found.group(1)));
                }
                Matcher published = FIGURES.matcher(line);
                if (published.find()) {
                    figures.complete(URI.create(published.group(1)));
                }
                if (!ready.isDone()) {
                    printed.append(line).append('\n');
                }
            }
        } catch (IOException e) {
            printed.append(e); // the process has ended, and its stream with it
        }
        IOException ended = new IOException("server: does not start (expected: Ready); it printed:\n" + printed);
        ready.completeExceptionally(ended);
        figures.completeExceptionally(ended);
    }

    InetSocketAddress address() {
        return address;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    /** From the start of the process to the line that says that it is ready. */
    Duration readyAfter() {
        return readyAfter;
    }

    /** The most memory it ever had, in bytes; 0 where the operating system does not say so in {@code /proc}. */
    long peakMemory() throws IOException {
        Path status = Path.of("/proc", Long.toString(process.pid()), "status");
        if (!Files.exists(status)) {
            return 0;
        }
        for (String line : Files.readAllLines(status)) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }

    /**
     * What it publishes for Prometheus, of a server with a {@code metrics.port}.
     *
     * @throws IOException if it does not answer
     */
    String figures() throws IOException, InterruptedException, ExecutionException, TimeoutException {
        HttpRequest request = HttpRequest.newBuilder(figures.get(PATIENCE_SECONDS, SECONDS))
                .timeout(Duration.ofSeconds(PATIENCE_SECONDS))
                .build();
        return HttpClient.newHttpClient()
                .send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8))
                .body();
    }

    /** As {@code kill -9}; returns when it has ended. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (temporary != null) {
            Folders.delete(temporary);
        }
    }
}
