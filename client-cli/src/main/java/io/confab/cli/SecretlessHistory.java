package io.confab.cli;

import java.time.Instant;
import org.jline.reader.impl.history.DefaultHistory;

/** The lines that were typed, without their passwords, in memory as in the file. */
final class SecretlessHistory extends DefaultHistory {

    @Override
    public void add(Instant time, String line) {
        String kept = Commands.withoutSecrets(line);
        if (kept != null) {
            super.add(time, kept);
        }
    }
}
