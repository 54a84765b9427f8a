package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void hasTheDefaultOfEveryKey() throws Exception {
        Settings settings = Settings.of(List.of(), Map.of(), List.of());
        assertThat(settings.value(Keys.PORT)).isEqualTo(26_632);
        assertThat(settings.isDefault(Keys.PORT)).isTrue();
        assertThat(Keys.ALL).allSatisfy(key -> assertThat(settings.text(key)).isEqualTo(key.defaultText()));
    }

    @Test
    void letsTheEnvironmentBeatTheFile() throws Exception {
        Settings settings =
                Settings.of(List.of(set("port", "1", "confab.conf:1")), Map.of("CONFAB_PORT", " 2 "), List.of());
        assertThat(settings.value(Keys.PORT)).isEqualTo(2);
        assertThat(settings.origin(Keys.PORT)).isEqualTo("CONFAB_PORT");
    }

    @Test
    void letsTheCommandLineBeatTheEnvironmentAndTheLastOptionBeatTheFirst() throws Exception {
        Settings settings = Settings.of(
                List.of(set("port", "1", "confab.conf:1")),
                Map.of("CONFAB_PORT", "2"),
                List.of(set("port", "3", "--port"), set("port", "4", "--set")));
        assertThat(settings.value(Keys.PORT)).isEqualTo(4);
        assertThat(settings.origin(Keys.PORT)).isEqualTo("--set");
    }

    @Test
    void findsTheVariableOfAKeyWithDotsAndHyphens() throws Exception {
        Settings settings = Settings.of(List.of(), Map.of("CONFAB_LOG_FILE", "none"), List.of());
        assertThat(settings.value(Keys.LOG_FILE)).isEqualTo("none");
    }

    @Test
    void namesEveryUnknownKeyAndEveryWrongValueWithItsPlace() {
        List<Assignment> file = List.of(
                set("prot", "1", "confab.conf:3"),
                set("port", "x", "confab.conf:4"),
                set("host", "h", "confab.conf:5"));
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Settings.of(file, Map.of(), List.of()))
                .withMessage("confab.conf:3: prot: unknown key (expected: a known one; the nearest is port)\n"
                        + "confab.conf:4: port: x (expected: a whole number from 0 to 65535)");
    }

    @Test
    void refusesAWrongValueAlsoWhereABetterOneBeatsIt() {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> Settings.of(
                        List.of(set("port", "x", "confab.conf:4")), Map.of(), List.of(set("port", "1", "--port"))))
                .withMessageStartingWith("confab.conf:4: port: x");
    }

    @Test
    void onlyWarnsOfAVariableThatSetsNothing() throws Exception {
        Settings settings = Settings.of(
                List.of(), Map.of("CONFAB_PROT", "1", "CONFAB_JAVA_OPTS", "-Xmx1g", "PATH", "/bin"), List.of());
        assertThat(settings.warnings())
                .containsExactly(
                        "CONFAB_PROT: unknown variable, ignored (expected: a known one; the nearest is CONFAB_PORT)");
    }

    private static Assignment set(String key, String value, String origin) {
        return new Assignment(key, value, origin);
    }
}
