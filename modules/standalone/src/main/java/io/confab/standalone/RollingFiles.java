package io.confab.standalone;

import ch.qos.logback.core.Context;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.rolling.FixedWindowRollingPolicy;
import ch.qos.logback.core.rolling.RollingFileAppender;
import ch.qos.logback.core.rolling.SizeBasedTriggeringPolicy;
import ch.qos.logback.core.util.FileSize;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Files that are written line by line, and kept from growing for ever: five of 10 MiB. */
final class RollingFiles {

    private static final int KEPT_FILES = 5;

    private RollingFiles() {}

    /**
     * Makes an appender, not started.
     *
     * @param key the setting that names the file
     * @throws StartException if the file cannot be written
     */
    static <E> RollingFileAppender<E> appender(Path file, Encoder<E> encoder, Context context, Key<?> key)
            throws StartException {
        try {
            if (file.getParent() != null) {
                Files.createDirectories(file.getParent());
            }
            Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND)
                    .close(); // Logback would only say so on its own status page
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.DATA, key.name() + ": " + file + " (expected: a file that can be written: " + e + ")");
        }
        RollingFileAppender<E> appender = new RollingFileAppender<>();
        appender.setContext(context);
        appender.setName(key.name());
        appender.setFile(file.toString());
        FixedWindowRollingPolicy rolling = new FixedWindowRollingPolicy();
        rolling.setContext(context);
        rolling.setParent(appender);
        rolling.setFileNamePattern(file + ".%i");
        rolling.setMaxIndex(KEPT_FILES - 1);
        rolling.start();
        SizeBasedTriggeringPolicy<E> trigger = new SizeBasedTriggeringPolicy<>();
        trigger.setContext(context);
        trigger.setMaxFileSize(FileSize.valueOf("10MB"));
        trigger.start();
        appender.setRollingPolicy(rolling);
        appender.setTriggeringPolicy(trigger);
        encoder.setContext(context);
        encoder.start();
        appender.setEncoder(encoder);
        return appender;
    }
}
