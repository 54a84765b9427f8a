package io.confab.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.LoggerFactory;

/**
 * How the standalone server logs: from {@code INFO} on to the standard error output, and once the settings are known as
 * they say. It is code because an XML file costs a quarter of the start; {@code -Dlogback.configurationFile=FILE} puts
 * an XML file in its place all the same.
 */
public final class Logging extends ContextAwareBase implements Configurator {

    private static final String CONSOLE = "console";
    private static final String CONFIGURATION_FILE = "logback.configurationFile";

    /** Made by Logback, which finds this class as a service. */
    public Logging() {}

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        if (System.getProperty(CONFIGURATION_FILE) != null) {
            return ExecutionStatus.INVOKE_NEXT_IF_ANY;
        }
        console(LogFormat.TEXT.encoder(), context);
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
        LogFormat format = settings.value(Keys.LOG_FORMAT);
        if (format != LogFormat.TEXT) {
            console(format.encoder(), context);
        }
        String file = settings.value(Keys.LOG_FILE);
        if (!file.equals(Keys.NO_LOG_FILE)) {
            RollingFileAppender<ILoggingEvent> appender =
                    RollingFiles.appender(data.resolve(file), format.encoder(), context, Keys.LOG_FILE);
            appender.start();
            root(context).addAppender(appender);
        }
    }

    /** Logs from now on from the level of the settings on, unless a file of Logback's own was named. */
    static void level(Settings settings) {
        if (System.getProperty(CONFIGURATION_FILE) == null) {
            root((LoggerContext) LoggerFactory.getILoggerFactory())
                    .setLevel(Level.convertAnSLF4JLevel(settings.value(Keys.LOG_LEVEL)));
        }
    }

    private static void console(Encoder<ILoggingEvent> encoder, LoggerContext context) {
        root(context).detachAppender(CONSOLE);
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName(CONSOLE);
        console.setTarget("System.err");
        encoder.setContext(context);
        encoder.start();
        console.setEncoder(encoder);
        console.start();
        root(context).addAppender(console);
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }
}
