package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.handlers.DuplicateLogin;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValueTypeTest {

    private final ValueType<Integer> number = ValueType.wholeNumber(1, 100);
    private final ValueType<Integer> bytes = ValueType.bytes(1 << 10, 16 << 20);
    private final ValueType<Duration> duration = ValueType.duration(Duration.ofMillis(1), Duration.ofMinutes(2));
    private final ValueType<DuplicateLogin> choice = ValueType.oneOf(DuplicateLogin.class);

    @ParameterizedTest
    @CsvSource({"1, 1", "100, 100", "007, 7"})
    void readsWholeNumbersInTheirRange(String text, int expected) {
        assertThat(number.read("key", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0", "101", "-1", "1.5", "ten", "1 s", "4294967297", "99999999999999999999"})
    void refusesOtherNumbersByNameValueAndExpectation(String text) {
        assertThatThrownBy(() -> number.read("sessions.max", text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sessions.max: " + text + " (expected: a whole number from 1 to 100)");
    }

    @ParameterizedTest
    @CsvSource({"1024, 1024", "1KiB, 1024", "64 KiB, 65536", "4 MiB, 4194304", "2048 B, 2048"})
    void readsBytesWithAndWithoutAUnit(String text, int expected) {
        assertThat(bytes.read("key", text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1023", "17 MiB", "4096 MiB", "1 KB", "1 kib", "KiB"})
    void refusesOtherBytes(String text) {
        assertThatThrownBy(() -> bytes.read("frames.max", text))
                .hasMessage("frames.max: " + text
                        + " (expected: bytes, such as 65536, 64 KiB or 4 MiB, from 1 KiB to 16 MiB)");
    }

    @ParameterizedTest
    @CsvSource({"1 ms, 1", "10s, 10000", "2 min, 120000"})
    void readsTimesWithTheirUnit(String text, long milliseconds) {
        assertThat(duration.read("key", text)).isEqualTo(Duration.ofMillis(milliseconds));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10", "0 s", "3 min", "10 sec", "ten s"})
    void refusesOtherTimes(String text) {
        assertThatThrownBy(() -> duration.read("login.timeout", text))
                .hasMessage("login.timeout: " + text
                        + " (expected: a time such as 100 ms, 10 s or 2 min, from 1 ms to 2 min)");
    }

    @ParameterizedTest
    @CsvSource({"refuse, REFUSE", "take-over, TAKE_OVER", "take_over, TAKE_OVER"})
    void readsConstantsAsTheyAreSpelled(String text, DuplicateLogin expected) {
        assertThat(choice.read("key", text)).isEqualTo(expected);
    }

    @Test
    void namesTheConstantsThereAre() {
        assertThatThrownBy(() -> choice.read("login.duplicate", "REFUSE"))
                .hasMessage("login.duplicate: REFUSE (expected: one of refuse, take-over)");
    }

    @Test
    void takesAPathThatBeginsAtTheRoot() {
        assertThat(ValueType.path().read("path", "/ws")).isEqualTo("/ws");
        assertThatThrownBy(() -> ValueType.path().read("path", "ws"))
                .hasMessage("path: ws (expected: a path such as /ws)");
    }

    @Test
    void takesAnyTextButNone() {
        ValueType<String> text = ValueType.text("a file");
        assertThat(text.read("accounts", "a = b")).isEqualTo("a = b");
        assertThatThrownBy(() -> text.read("accounts", "")).hasMessage("accounts:  (expected: a file)");
    }

    @Test
    void isNothingWhereItSaysNone() {
        var port = ValueType.orNone(ValueType.wholeNumber(0, 65_535));
        assertThat(port.read("port", "7")).contains(7);
        assertThat(port.read("port", "none")).isEmpty();
        assertThat(ValueType.orNone(ValueType.text("a host")).read("host", "none"))
                .isEmpty();
        assertThatThrownBy(() -> port.read("port", "many"))
                .hasMessage("port: many (expected: a whole number from 0 to 65535, or none)");
    }
}
