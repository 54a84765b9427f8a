package io.confab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoredOptionsTest {

    @Test
    void measuresEveryCaseWhereNoneIsNamed() {
        StoredOptions options = StoredOptions.parse(List.of());

        assertThat(options.cases()).containsExactly("resume", "history", "opening");
        assertThat(options.sessions * options.members).isEqualTo(10_000);
        assertThat(options.messages(7)).isEqualTo(7);
    }

    @Test
    void takesWhatIsSaid() {
        StoredOptions options = StoredOptions.parse(
                List.of("opening", "--messages", "5", "--folder", "elsewhere", "resume", "--heap", "1g", "--pin"));

        assertThat(options.cases()).containsExactly("opening", "resume");
        assertThat(options.messages(7)).isEqualTo(5);
        assertThat(options.folder).isEqualTo(Path.of("elsewhere"));
        assertThat(options.launch().pinned()).isTrue();
        assertThat(options.launch().java()).containsExactly("-Xmx1g");
    }

    @Test
    void hasWhatIsSetHoldOverWhatACaseSets() {
        StoredOptions options = StoredOptions.parse(List.of("--set", "metrics.port=1"));

        assertThat(options.launch("metrics.port=0").settings()).containsExactly("metrics.port=0", "metrics.port=1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "opened | stored: opened (expected: resume, history or opening)",
                "--rate 1 | --rate: unknown option (expected: one of confab bench --help)",
                "--messages | --messages: no value (expected: one)",
                "--messages 0 | --messages: 0 (expected: a whole number from 1 on)",
                "--payload 15 | --payload: 15 (expected: a whole number from 16 on)",
                "--payload 60001 | --payload: 60001 (expected: 16 to 60000)",
                "--members 151 | sessions x members: 15100 (expected: at most 15000)",
            })
    void saysWhatItExpected(String arguments, String message) {
        assertThatThrownBy(() -> StoredOptions.parse(List.of(arguments.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
