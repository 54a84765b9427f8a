package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    @ParameterizedTest(name = "{0} to {1}: {2}")
    @CsvSource({
        "port, port, 0",
        "prot, port, 1",
        "por, port, 1",
        "ports, port, 1",
        "pork, port, 1",
        "'', port, 4",
        "host, port, 2",
        "log.levle, log.level, 1",
    })
    void countsLettersMoreLessOtherAndSwapped(String from, String to, int distance) {
        assertThat(NearestName.distance(from, to)).isEqualTo(distance);
        assertThat(NearestName.distance(to, from)).isEqualTo(distance);
    }

    @Test
    void findsWhatWasMeant() {
        assertThat(NearestName.to("session.max", Keys.names())).isEqualTo("sessions.max");
        assertThat(NearestName.to("prot", Keys.names())).isEqualTo("port");
    }

    @Test
    void needsANameToChooseFrom() {
        assertThatThrownBy(() -> NearestName.to("port", List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
