package io.confab.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.spi.ContextAwareBase;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;

/**
 * How the standalone server logs: from {@code INFO} on to the standard error output, and once the settings are known as
 * they say. It is code because an XML file costs a quarter of the start; {@code -Dlogback.configurationFile=FILE} puts
 * an XML file in its place all the same.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level [%thread] %logger{24} - %msg%n";
    private static final String CONFIGURATION_FILE = "logback.configurationFile";
    private static final int KEPT_FILES = 5;

    /** Made by Logback, which finds this class as a service. */
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(CONFIGURATION_FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setName("console");
        console.setTarget("System.err");
        start(console, context);
        root(context).setLevel(Level.INFO);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** Goes on as the settings say, unless a file of Logback's own was named. */
    static void apply(Settings settings, DataFolder data) throws StartException {
        if (System.getProperty(CONFIGURATION_FILE) != null) {
            return;
        }
        level(settings);
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        String file = settings.value(Keys.LOG_FILE);
        if (!file.equals(Keys.NO_LOG_FILE)) {
            keep(data.resolve(file), context);
        }
    }

    /** Logs from now on from the level of the settings on, unless a file of Logback's own was named. */
    static void level(Settings settings) {
        if (System.getProperty(CONFIGURATION_FILE) == null) {
            root((LoggerContext) LoggerFactory.getILoggerFactory())
                    .setLevel(Level.convertAnSLF4JLevel(settings.value(Keys.LOG_LEVEL)));
        }
    }

    private static void keep(Path file, LoggerContext context) throws StartException {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.newOutputStream(
                            file, java.nio.file.StandardOpenOption.CREATE, java.nio.file.StandardOpenOption.APPEND)
                    .close(); // Logback would only say so on its own status page
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.DATA,
                    Keys.LOG_FILE.name() + ": " + file + " (expected: a file that can be written: " + e + ")");
        }
        RollingFileAppender<ILoggingEvent> appender = new RollingFileAppender<>();
        appender.setName("file");
        appender.setFile(file.toString());
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(file + ".%i");
        rolling.setMaxIndex(KEPT_FILES - 1);
        rolling.start();
        SizeBasedTriggeringPolicy<ILoggingEvent> trigger = new SizeBasedTriggeringPolicy<>();
        trigger.setContext(context);
        trigger.setMaxFileSize(FileSize.valueOf("10MB"));
        trigger.start();
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(trigger);
        start(appender, context);
    }

    private static void start(OutputStreamAppender<ILoggingEvent> appender, LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        appender.setContext(context);
        appender.setEncoder(encoder);
        appender.start();
        root(context).addAppender(appender);
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
