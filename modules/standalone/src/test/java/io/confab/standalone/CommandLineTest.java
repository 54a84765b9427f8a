package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.standalone.CommandLine.Action;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandLineTest {

    @Test
    void servesFromDataUnlessToldOtherwise() throws Exception {
        assertThat(parse()).isEqualTo(new CommandLine(Action.SERVE, Path.of("data"), List.of(), List.of(), Map.of()));
    }

    @Test
    void takesOptionsInBothSpellings() throws Exception {
        assertThat(parse("serve", "--data", "d", "--port=7000", "--host", "::1", "--set", " sessions.max = 5 "))
                .isEqualTo(new CommandLine(
                        Action.SERVE,
                        Path.of("d"),
                        List.of(
                                new Assignment("port", "7000", "--port"),
                                new Assignment("host", "::1", "--host"),
                                new Assignment("sessions.max", "5", "--set")),
                        List.of(),
                        Map.of()));
    }

    @Test
    void takesTheWordsOfALook() throws Exception {
        CommandLine look = parse("log", "show", "--data", "d", "lab", "7");
        assertThat(look)
                .isEqualTo(new CommandLine(Action.LOG, Path.of("d"), List.of(), List.of("show", "lab", "7"), Map.of()));
    }

    @Test
    void takesTheWordsAndTheOptionsOfAVerb() throws Exception {
        CommandLine announce = parse("admin", "announce", "--data", "d", "--", "--reason", "lab");
        assertThat(announce.words()).containsExactly("announce", "--reason", "lab");
        assertThat(announce.options()).isEmpty();
        CommandLine kick = parse("admin", "kick", "--reason=noise", "jack");
        assertThat(kick.words()).containsExactly("kick", "jack");
        assertThat(kick.options()).containsExactly(Map.entry("--reason", "noise"));
        assertThat(parse("status", "--watch", "--json").options()).containsOnlyKeys("--watch", "--json");
        assertThatThrownBy(() -> parse("status", "--watch=1")).hasMessage("--watch: 1 (expected: no value)");
        assertThatThrownBy(() -> parse("status", "--wtach")).hasMessageContaining("nearest is --watch");
        assertThatThrownBy(() -> parse("serve", "--watch")).hasMessageContaining("--watch: unknown option");
    }

    @Test
    void seesAnAccountFileFromWhereTheCallerStands() throws Exception {
        assertThat(parse("--accounts", "people.csv").overrides())
                .containsExactly(new Assignment(
                        "accounts", Path.of("people.csv").toAbsolutePath().toString(), "--accounts"));
        assertThat(parse("--accounts", "open").overrides())
                .containsExactly(new Assignment("accounts", "open", "--accounts"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "help, HELP",
        "--help, HELP",
        "-h, HELP",
        "serve --help --print-config, HELP",
        "accounts --help, ACCOUNTS_HELP",
        "log show --help, LOG_HELP",
        "status -h, STATUS_HELP",
        "admin --help, ADMIN_HELP",
        "certificate --help, CERTIFICATE_HELP",
        "--version, VERSION",
        "-V, VERSION",
        "--print-config, PRINT_CONFIGURATION",
        "accounts lock jack, ACCOUNTS",
        "certificate chat.example.org, CERTIFICATE",
    })
    void knowsWhatElseThereIsToDo(String arguments, Action action) throws Exception {
        assertThat(parse(arguments.split(" ")).action()).isEqualTo(action);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "run                  | command: run (expected: serve, accounts, log, status, admin, certificate or help)",
                "--prot 1             | --prot: unknown option (expected: a known one; the nearest is --port)",
                "serve stray          | stray: unexpected (expected: options only)",
                "--port               | --port: nothing (expected: a value)",
                "--set port           | --set: port (expected: key=value)",
                "--set =1             | --set: =1 (expected: key=value)",
                "--data=              | --data:  (expected: a path)",
                "--help=yes           | --help: yes (expected: no value)",
            })
    void refusesWhatItDoesNotKnow(String arguments, String message) {
        assertThatExceptionOfType(StartException.class)
                .isThrownBy(() -> parse(arguments.split(" ")))
                .withMessage(message)
                .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE));
    }

    private static CommandLine parse(String... arguments) throws StartException {
        return CommandLine.parse(List.of(arguments));
    }
}
