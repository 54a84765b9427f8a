package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Any bytes at all as a configuration file: they are settings, or every line of what is told says what was expected. Replays what
 * lies in {@code SettingsFuzzTestInputs} among the test resources; with {@code JAZZER_FUZZ=1} in the environment it looks for more:
 *
 * <pre>
 *  JAZZER_FUZZ=1 mvn test -pl modules/standalone -am -Dtest=SettingsFuzzTest -Dsurefire.failIfNoSpecifiedTests=false
 * </pre>
 */
class SettingsFuzzTest {

    @FuzzTest(maxDuration = "60s")
    void file(byte[] input) {
        try {
            List<Assignment> written = ConfigurationFile.parse(Path.of("confab.conf"), input);
            Settings settings = Settings.of(written, Map.of(), List.of());
            for (Assignment assignment : written) {
                Key<?> key = Keys.ALL.stream()
                        .filter(each -> each.name().equals(assignment.key()))
                        .findFirst()
                        .orElseThrow();
                assertThat(settings.text(key)).isEqualTo(assignment.value());
            }
        } catch (StartException refused) {
            assertThat(refused.getMessage()).contains("(expected: ");
        }
    }
}
