package io.confab.standalone;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the configuration again, has the running server take up what it can, and says what changed and what needs a
 * restart. A configuration that is broken changes nothing. Thread-safe; one reload at a time.
 */
final class Reloader {

    private static final Logger log = LoggerFactory.getLogger(Reloader.class);

    /** Reads the settings from where they were read at the start. */
    interface Source {
        Settings read() throws StartException;
    }

    private final Source source;
    private final List<Reloadable> parts;
    private final AuditListener audit;
    private Settings current;

    /**
     * @param parts in the order in which they take up
     * @param audit told which keys changed, once they have been taken up
     */
    Reloader(Source source, Settings current, List<Reloadable> parts, AuditListener audit) {
        this.source = source;
        this.current = current;
        this.parts = List.copyOf(parts);
        this.audit = audit;
    }

    /** What holds: as it was reloaded last, or at the start. */
    synchronized Settings settings() {
        return current;
    }

    /**
     * Does so.
     *
     * @return what changed, a line each; also logged
     * @throws StartException saying line by line what is wrong; also logged
     */
    synchronized List<String> reload() throws StartException {
        try {
            List<String> lines = takeUp();
            lines.forEach(line -> log.info("Reload: {}", line));
            return lines;
        } catch (StartException e) {
            e.getMessage().lines().forEach(line -> log.error("Reload: {}", line));
            log.error("Reload: nothing was changed");
            throw e;
        }
    }

    private List<String> takeUp() throws StartException {
        Settings written = source.read();
        Settings next = written.withAtStart(current);
        List<Reloadable.Change> changes = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        ExitCode exitCode = ExitCode.USAGE;
        for (Reloadable part : parts) {
            try {
                changes.add(part.prepare(next));
            } catch (StartException e) {
                exitCode = e.exitCode();
                problems.add(e.getMessage());
            }
        }
        if (!problems.isEmpty()) {
            throw new StartException(exitCode, problems);
        }
        List<String> lines = differences(written);
        AuditEvent event = new AuditEvent.ConfigurationReloaded(
                changed(written, Key.Uptake.ON_RELOAD), changed(written, Key.Uptake.AT_START));
        written.warnings().forEach(log::warn);
        current = next;
        changes.forEach(change -> lines.addAll(change.takeUp()));
        audit.audited(event);
        if (lines.isEmpty()) {
            lines.add("nothing has changed");
        }
        return lines;
    }

    /** A value as it may stand in a log. */
    static String shown(String key, String text) {
        return key.endsWith("password") ? "(not shown)" : text;
    }

    private List<String> changed(Settings written, Key.Uptake uptake) {
        return Keys.ALL.stream()
                .filter(key -> key.uptake() == uptake)
                .filter(key -> !Objects.equals(current.value(key), written.value(key)))
                .map(Key::name)
                .toList();
    }

    private List<String> differences(Settings written) {
        List<String> lines = new ArrayList<>();
        for (Key<?> key : Keys.ALL) {
            if (!Objects.equals(current.value(key), written.value(key))) {
                lines.add("%s: %s -> %s (%s)"
                        .formatted(
                                key.name(),
                                shown(key.name(), current.text(key)),
                                shown(key.name(), written.text(key)),
                                key.uptake() == Key.Uptake.ON_RELOAD ? "taken up" : "needs a restart"));
            }
        }
        return lines;
    }
}
