package io.confab.standalone;

import io.confab.log.sqlite.MailboxLimits;
import io.confab.log.sqlite.Retention;
import io.confab.log.sqlite.SqliteLog;
import io.confab.server.ConfabServerBuilder;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where stored sessions are kept, or that they are not. The server closes what it was given; closing twice does no harm. */
final class Messages implements Reloadable, AutoCloseable {

    private final @Nullable SqliteLog messageLog;
    private final MailboxLimits mailbox;

    private Messages(@Nullable SqliteLog messageLog, MailboxLimits mailbox) {
        this.messageLog = messageLog;
        this.mailbox = mailbox;
    }

    static Messages open(Settings settings, DataFolder data) throws StartException {
        Path file = file(settings, data);
        if (file == null) {
            return new Messages(null, MailboxLimits.DEFAULT);
        }
        try {
            data.reserve(file);
            return new Messages(
                    SqliteLog.open(file, retention(settings)),
                    new MailboxLimits(settings.value(Keys.DIRECTS_COUNT), settings.value(Keys.DIRECTS_AGE)));
        } catch (NoSuchFileException e) {
            throw new StartException(
                    ExitCode.DATA, Keys.MESSAGES_FILE.name() + ": " + file + " (expected: in a folder that exists)");
        } catch (IOException e) {
            throw new StartException(ExitCode.DATA, Keys.MESSAGES_FILE.name() + ": " + e.getMessage());
        }
    }

    private static Retention retention(Settings settings) {
        return new Retention(
                settings.value(Keys.RETENTION_AGE),
                settings.value(Keys.RETENTION_BYTES),
                settings.value(Keys.RETENTION_COUNT));
    }

    @Override
    public Change prepare(Settings next) {
        Retention retention = retention(next);
        return () -> {
            if (messageLog != null) {
                messageLog.retention(retention);
            }
            return List.of();
        };
    }

    /** The file of the setting, or null where nothing is stored. */
    static @Nullable Path file(Settings settings, DataFolder data) {
        String file = settings.value(Keys.MESSAGES_FILE);
        return file.equals(Keys.NO_MESSAGES_FILE) ? null : data.resolve(file);
    }

    void apply(ConfabServerBuilder builder) {
        if (messageLog != null) {
            builder.messageLog(messageLog)
                    .resumeTokens(messageLog.tokens())
                    .banStore(messageLog.bans())
                    .mailbox(messageLog.mailbox(mailbox))
                    .readPositions(messageLog.readPositions());
        }
    }

    @Override
    public void close() {
        if (messageLog != null) {
            messageLog.close();
        }
    }
}
