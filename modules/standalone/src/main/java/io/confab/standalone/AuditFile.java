package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import ch.qos.logback.core.ContextBase;
import ch.qos.logback.core.encoder.EncoderBase;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.status.Status;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.NakCode;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes each audit event as a line of JSON into a file that rolls over: {@code time}, {@code event}, and what the event
 * has. Text of strangers is escaped as JSON is, everything beyond ASCII included, so that it can be looked at safely.
 *
 * <p>A thread of its own writes, behind a bounded queue: a disk that stands still holds up nobody. What does not fit is
 * lost, and the next line says how many were.
 */
final class AuditFile implements AuditListener, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AuditFile.class);

    /** A few seconds of a login storm. */
    private static final int QUEUE = 20_000;

    private static final long CLOSING_SECONDS = 5;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .configure(SerializationFeature.FAIL_ON_EMPTY_BEANS, false)
            .addModule(new SimpleModule()
                    .addSerializer(SocketAddress.class, new AddressSerializer())
                    .addSerializer(NakCode.class, new CodeSerializer()))
            .build();

    private final Clock clock;
    /** ISO 8601 in UTC, with milliseconds. */
    private static final DateTimeFormatter TIME =
            new DateTimeFormatterBuilder().appendInstant(3).toFormatter();

    private final ContextBase context = new ContextBase();
    private final RollingFileAppender<ObjectNode> appender;
    private final ThreadPoolExecutor thread;
    private final AtomicLong lost = new AtomicLong();

    private AuditFile(Path file, int queue, Clock clock) throws StartException {
        this.clock = clock;
        context.getStatusManager().add(AuditFile::report);
        appender = RollingFiles.appender(file, new LineEncoder(), context, Keys.AUDIT_FILE);
        appender.start();
        thread = new ThreadPoolExecutor(
                1,
                1,
                0,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(queue),
                task -> {
                    Thread writer = new Thread(task, "confab-audit");
                    writer.setDaemon(true);
                    return writer;
                },
                (event, full) -> lost.incrementAndGet());
    }

    /** Opens a file, or says why it cannot be written. */
    static AuditFile open(Path file) throws StartException {
        return open(file, QUEUE, Clock.systemUTC());
    }

    static AuditFile open(Path file, int queue, Clock clock) throws StartException {
        return new AuditFile(file, queue, clock);
    }

    // Logback would only say so on its own status page.
    private static void report(Status status) {
        if (status.getEffectiveLevel() >= Status.WARN) {
            log.warn("audit log: {}", status.getMessage(), status.getThrowable());
        }
    }

    @Override
    public void audited(AuditEvent event) {
        String time = TIME.format(clock.instant());
        thread.execute(() -> write(time, event));
    }

    /** For tests: keeps the writer from writing, once it has nothing to do. */
    void hold(CountDownLatch until) throws InterruptedException {
        CountDownLatch holds = new CountDownLatch(1);
        thread.execute(() -> {
            holds.countDown();
            try {
                until.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        holds.await();
    }

    private void write(String time, AuditEvent event) {
        long missing = lost.getAndSet(0);
        if (missing > 0) {
            appender.doAppend(line(time, "events-lost").put("count", missing));
        }
        appender.doAppend(line(time, name(event.getClass())).setAll((ObjectNode) JSON.valueToTree(event)));
    }

    private static ObjectNode line(String time, String event) {
        return JSON.createObjectNode().put("time", time).put("event", event);
    }

    /** {@code LoginRefused} is {@code login-refused}. */
    static String name(Class<?> kind) {
        return kind.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** Writes what is waiting, for some seconds at most, and closes the file. Idempotent. */
    @Override
    public void close() {
        thread.shutdown();
        try {
            if (!thread.awaitTermination(CLOSING_SECONDS, TimeUnit.SECONDS)) {
                log.warn(
                        "audit log: {} events could not be written any more",
                        thread.getQueue().size());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        appender.stop();
    }

    private static final class LineEncoder extends EncoderBase<ObjectNode> {

        private static final byte[] NOTHING = {};

        @Override
        public byte[] headerBytes() {
            return NOTHING;
        }

        @Override
        public byte[] encode(ObjectNode line) {
            try {
                return (JSON.writeValueAsString(line) + "\n").getBytes(UTF_8);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException("line: " + line + " (expected: JSON)", e);
            }
        }

        @Override
        public byte[] footerBytes() {
            return NOTHING;
        }
    }

    private static final class AddressSerializer extends JsonSerializer<SocketAddress> {
        @Override
        public void serialize(SocketAddress address, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            if (address instanceof InetSocketAddress internet && !internet.isUnresolved()) {
                String host = internet.getAddress().getHostAddress();
                out.writeString((host.contains(":") ? "[" + host + "]" : host) + ":" + internet.getPort());
            } else {
                out.writeString(address.toString());
            }
        }
    }

    private static final class CodeSerializer extends JsonSerializer<NakCode> {
        @Override
        public void serialize(NakCode code, JsonGenerator out, SerializerProvider provider) throws IOException {
            out.writeString(code.text());
        }
    }
}
