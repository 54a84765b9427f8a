package io.confab.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {

    @Test
    void measuresThroughputAndThenLatencyWhereNothingIsSaid() {
        assertThat(Options.parse(List.of()).scenarios())
                .containsExactly(
                        new Scenario(1, 100, 1, 100, 64, 0, false, Protocol.NATIVE),
                        new Scenario(1, 100, 1, 100, 0, 1000, false, Protocol.NATIVE));
    }

    @Test
    void takesWhatIsSaid() {
        Options options = Options.parse(List.of(
                "--sessions",
                "3",
                "--members",
                "4",
                "--publishers",
                "2",
                "--payload",
                "16",
                "--rate",
                "5",
                "--ack",
                "--protocol",
                "binary"));

        assertThat(options.scenarios()).containsExactly(new Scenario(3, 4, 2, 16, 0, 5, true, Protocol.BINARY));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--member 3 | --member: unknown option (expected: one of confab bench --help)",
                "--members | --members: no value (expected: one)",
                "--members x | --members: x (expected: a whole number from 2 on)",
                "--members 1 | --members: 1 (expected: a whole number from 2 on)",
                "--payload 15 | --payload: 15 (expected: a whole number from 16 on)",
                "--members 3 --publishers 4 | publishers: 4 (expected: 1 to 3)",
                "--members 2000 --sessions 8 | sessions x members: 16000 (expected: at most 15000)",
                "--window 1 --rate 1 | --window and --rate: both (expected: one of them, or none)",
                "--server 192.0.2.1:26632 | --server: 192.0.2.1:26632 (expected: a loopback address and a port)",
                "--server 26632 | --server: 26632 (expected: HOST:PORT)",
                "--protocol smtp | --protocol: smtp (expected: native, json, binary, socketio)",
                "--protocol json --payload 31 | payload: 31 (expected: 32 to 60000)",
                "--protocol socketio | --protocol: socketio without a server (expected: --server, too, of modules/benchmarks/peers/socketio)",
                "--pid 1 | --pid: without a server (expected: --server, too)",
            })
    void saysWhatItExpected(String arguments, String message) {
        assertThatThrownBy(() -> Options.parse(List.of(arguments.split(" "))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }
}
