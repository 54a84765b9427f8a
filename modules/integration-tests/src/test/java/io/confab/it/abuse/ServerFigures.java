package io.confab.it.abuse;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How a server is: what it says itself, and what the system says of its process.
 *
 * @param connections how many there are
 * @param passwordsWaiting how many logins wait for their password to be checked
 * @param limits      what was refused, closed or slowed down so far, by reason
 * @param heapMiB     of its heap in use, garbage included
 * @param memoryMiB   the most that the process ever took of the machine's memory
 * @param cpu         processor time that it took so far
 */
record ServerFigures(
        int connections, int passwordsWaiting, Map<String, Long> limits, long heapMiB, long memoryMiB, Duration cpu) {

    private static final Pattern CONNECTIONS =
            Pattern.compile("^confab_connections(?:\\{.*\\})? (\\S+)$", Pattern.MULTILINE);
    private static final Pattern PASSWORDS_WAITING =
            Pattern.compile("^confab_passwords_waiting(?:\\{.*\\})? (\\S+)$", Pattern.MULTILINE);
    private static final Pattern LIMIT =
            Pattern.compile("^confab_limits_total\\{.*reason=\"(\\w+)\".*\\} (\\S+)$", Pattern.MULTILINE);
    private static final Pattern HEAP =
            Pattern.compile("^jvm_memory_used_bytes\\{area=\"heap\".*\\} (\\S+)$", Pattern.MULTILINE);
    private static final Pattern PEAK = Pattern.compile("^VmHWM:\\s+(\\d+) kB$", Pattern.MULTILINE);

    static ServerFigures of(ProcessHandle process, int metricsPort) throws IOException, InterruptedException {
        String page = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + metricsPort + "/metrics"))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Map<String, Long> limits = new TreeMap<>();
        LIMIT.matcher(page)
                .results()
                .forEach(found -> limits.put(found.group(1), (long) Double.parseDouble(found.group(2))));
        double heap = HEAP.matcher(page)
                .results()
                .mapToDouble(found -> Double.parseDouble(found.group(1)))
                .sum();
        String status = Files.readString(Path.of("/proc", Long.toString(process.pid()), "status"));
        return new ServerFigures(
                (int) Double.parseDouble(first(CONNECTIONS, page)),
                (int) Double.parseDouble(first(PASSWORDS_WAITING, page)),
                limits,
                (long) heap >> 20,
                Long.parseLong(first(PEAK, status)) >> 10,
                process.info().totalCpuDuration().orElse(Duration.ZERO));
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalStateException(pattern + ": not found in " + text);
        }
        return matcher.group(1);
    }

    /** What was refused since an earlier look, by reason, where there was anything. */
    Map<String, Long> limitsSince(ServerFigures earlier) {
        Map<String, Long> since = new TreeMap<>();
        limits.forEach((reason, count) -> {
            long more = count - earlier.limits.getOrDefault(reason, 0L);
            if (more > 0) {
                since.put(reason, more);
            }
        });
        return since;
    }
}
