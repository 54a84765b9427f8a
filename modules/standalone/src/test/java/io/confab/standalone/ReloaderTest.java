package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.AuditEvent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReloaderTest {

    private final List<Assignment> written = new ArrayList<>();
    private final List<Integer> taken = new ArrayList<>();
    private final List<AuditEvent> audited = new ArrayList<>();

    @Test
    void saysWhatWasTakenUpAndWhatNeedsARestart() throws Exception {
        Reloader reloader = reloader(taking());
        write("sessions.max", "50000");
        write("port", "1234");
        assertThat(reloader.reload())
                .containsExactly("port: 26632 -> 1234 (needs a restart)", "sessions.max: 100000 -> 50000 (taken up)");
    }

    @Test
    void givesThePartsOnlyWhatDoesNotNeedARestart() throws Exception {
        Reloader reloader = reloader(next -> {
            taken.add(next.value(Keys.PORT));
            return List::of;
        });
        write("port", "1234");
        reloader.reload();
        assertThat(taken).containsExactly(26632);
    }

    @Test
    void goesOnSayingWhatNeedsARestart() throws Exception {
        Reloader reloader = reloader(taking());
        write("port", "1234");
        write("sessions.max", "7");
        reloader.reload();
        assertThat(reloader.reload()).containsExactly("port: 26632 -> 1234 (needs a restart)");
    }

    @Test
    void saysThatNothingHasChanged() throws Exception {
        Reloader reloader = reloader(taking());
        write("sessions.max", "100000");
        assertThat(reloader.reload()).containsExactly("nothing has changed");
    }

    @Test
    void takesUpNothingOfABrokenConfigurationAndNamesEveryLine() {
        Reloader reloader = reloader(taking());
        write("sessions.max", "many");
        write("prot", "1");
        assertThatThrownBy(reloader::reload)
                .isInstanceOf(StartException.class)
                .hasMessageContainingAll("sessions.max: many (expected: ", "prot: unknown key (expected: ");
        assertThat(taken).isEmpty();
        assertThat(reloader.settings().text(Keys.PORT)).isEqualTo("26632");
    }

    @Test
    void tellsTheAuditLogWhichKeysChangedAndWhichNeedARestart() throws Exception {
        Reloader reloader = reloader(taking());
        write("sessions.max", "7");
        write("port", "1");
        reloader.reload();
        assertThat(audited)
                .containsExactly(new AuditEvent.ConfigurationReloaded(List.of("sessions.max"), List.of("port")));
    }

    @Test
    void takesUpNothingWhereOnePartCannot() throws Exception {
        Reloader reloader = reloader(taking(), next -> {
            throw new StartException(ExitCode.ACCOUNTS, "accounts: broken (expected: whole)");
        });
        write("sessions.max", "7");
        assertThatThrownBy(reloader::reload).hasMessage("accounts: broken (expected: whole)");
        assertThat(taken).isEmpty();
        assertThatThrownBy(reloader::reload)
                .hasMessage("accounts: broken (expected: whole)"); // it is still to be taken up
        assertThat(audited).isEmpty();
    }

    @Test
    void showsNoSecret() throws Exception {
        assertThat(Reloader.shown("tls.key-password", "hunter2")).isEqualTo("(not shown)");
        assertThat(Reloader.shown("port", "1")).isEqualTo("1");
    }

    private Reloadable taking() {
        return next -> () -> {
            taken.add(next.value(Keys.PORT));
            return List.of();
        };
    }

    private void write(String key, String value) {
        written.add(new Assignment(key, value, "file:" + (written.size() + 1)));
    }

    private Reloader reloader(Reloadable... parts) {
        try {
            return new Reloader(
                    () -> Settings.of(written, Map.of(), List.of()),
                    Settings.of(List.of(), Map.of(), List.of()),
                    List.of(parts),
                    audited::add);
        } catch (StartException e) {
            throw new AssertionError(e);
        }
    }
}
