package io.confab.testkit;

import static java.util.Objects.requireNonNull;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

/**
 * Records what one class, or one package, logs during a test, and keeps it off the console. Needs Logback as the
 * provider of SLF4J. Thread-safe.
 *
 * <pre>{@code
 * @RegisterExtension
 * final LogRecorder log = LogRecorder.of(CsvAccountStore.class);
 * }</pre>
 */
public final class LogRecorder implements BeforeEachCallback, AfterEachCallback {

    private final Logger logger;
    private final Recorder recorder = new Recorder();
    private @Nullable Level levelBefore;
    private boolean additiveBefore;

    private LogRecorder(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
    }

    /** Records the logger named after a class. */
    public static LogRecorder of(Class<?> type) {
        return new LogRecorder(type.getName());
    }

    /** Records the logger of this name and those under it. */
    public static LogRecorder of(String name) {
        return new LogRecorder(requireNonNull(name, "name"));
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        levelBefore = logger.getLevel();
        additiveBefore = logger.isAdditive();
        logger.setLevel(Level.DEBUG);
        logger.setAdditive(false);
        recorder.setContext(logger.getLoggerContext());
        recorder.start();
        logger.addAppender(recorder);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        logger.detachAppender(recorder);
        recorder.stop();
        logger.setAdditive(additiveBefore);
        logger.setLevel(levelBefore);
        recorder.events.clear();
    }

    /** The lines logged so far at WARN or above, each as {@code LEVEL message}, in the order they came. */
    public List<String> warnings() {
        return lines(Level.WARN);
    }

    /** All lines logged so far from DEBUG on, each as {@code LEVEL message}, in the order they came. */
    public List<String> lines() {
        return lines(Level.DEBUG);
    }

    /** Forgets what was logged so far. */
    public void clear() {
        recorder.events.clear();
    }

    private List<String> lines(Level least) {
        return recorder.events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(least))
                .map(event -> event.getLevel() + " " + event.getFormattedMessage())
                .toList();
    }

    private static final class Recorder extends AppenderBase<ILoggingEvent> {
        final List<ILoggingEvent> events = new CopyOnWriteArrayList<>();

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    }
}
