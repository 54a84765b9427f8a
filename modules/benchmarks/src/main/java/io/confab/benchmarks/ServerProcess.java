package io.confab.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server in a process of its own, at a free port of the loopback address, with open accounts. Closing it ends it. */
final class ServerProcess implements AutoCloseable {

    private static final Pattern READY = Pattern.compile("Ready: 127\\.0\\.0\\.1:(\\d+), ");

    private final Process process;
    private final InetSocketAddress address;
    private final Path data;

    private ServerProcess(Process process, InetSocketAddress address, Path data) {
        this.process = process;
        this.address = address;
        this.data = data;
    }

    /**
     * Starts one on the JVM that this runs on.
     *
     * @param pinned whether it gets processor 0, and nothing else
     * @param settings {@code key=value}
     */
    static ServerProcess start(Path jar, boolean pinned, List<String> settings) throws IOException {
        Path data = Files.createTempDirectory("confab-bench");
        List<String> command = new ArrayList<>();
        if (pinned) {
            command.addAll(List.of("taskset", "-c", "0"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= 25) {
            command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "-XX:+UseCompactObjectHeaders"));
        }
        command.addAll(List.of("-jar", jar.toString(), "serve", "--data", data.toString(), "--host", "127.0.0.1"));
        command.addAll(List.of("--port", "0", "--accounts", "open", "--set", "log.file=none"));
        for (String setting : settings) {
            command.addAll(List.of("--set", setting));
        }
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .directory(data.toFile())
                .start();
        StringBuilder printed = new StringBuilder();
        BufferedReader output =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            printed.append(line).append('\n');
            Matcher ready = READY.matcher(line);
            if (ready.find()) {
                Thread reader = new Thread(() -> drain(output), "server output");
                reader.setDaemon(true);
                reader.start();
                int port = Integer.parseInt(ready.group(1));
                return new ServerProcess(process, new InetSocketAddress(InetAddress.getLoopbackAddress(), port), data);
            }
        }
        delete(data);
        throw new IOException("server: does not start (expected: Ready); it printed:\n" + printed);
    }

    // What nobody reads would hold the server up once the pipe is full.
    private static void drain(BufferedReader output) {
        try {
            while (output.readLine() != null) {
                // on to the next
            }
        } catch (IOException e) {
            // the process has ended, and its stream with it
        }
    }

    InetSocketAddress address() {
        return address;
    }

    ProcessHandle handle() {
        return process.toHandle();
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        delete(data);
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
