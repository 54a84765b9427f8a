package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MainTest {

    @TempDir
    private Path data;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Map<String, String> environment = new HashMap<>();
    private InputStream in = InputStream.nullInputStream();

    @Test
    void printsItsHelp() {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8)).isEqualTo(HelpText.text());
    }

    @Test
    void printsItsVersion() {
        assertThat(run("--version")).isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8)).isEqualTo("Confab development version" + System.lineSeparator());
    }

    @Test
    void printsTheConfigurationThatHoldsAndWhereItComesFrom() throws Exception {
        Path file = Files.writeString(data.resolve("confab.conf"), "sessions.max = 7\n");
        assertThat(run("--print-config", "--data", data.toString(), "--port", "0"))
                .isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8))
                .contains(
                        "# " + file + ":1\nsessions.max = 7\n",
                        "# --port\nport = 0\n",
                        "# default\nlog.level = info\n");
    }

    @Test
    void warnsBesideTheConfigurationOfAVariableThatSetsNothing() {
        environment.put("CONFAB_PROT", "1");
        assertThat(run("--print-config", "--data", data.toString())).isEqualTo(ExitCode.OK);
        assertThat(err.toString(UTF_8))
                .startsWith("CONFAB_PROT: unknown variable")
                .contains("CONFAB_PORT");
    }

    @Test
    void saysWhereAConfigurationIsWrong() throws Exception {
        Path file = Files.writeString(data.resolve("confab.conf"), "# first\nsession.max = 7\n");
        assertThat(run("--data", data.toString())).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(UTF_8))
                .isEqualTo(file + ":2: session.max: unknown key (expected: a known one; the nearest is sessions.max)"
                        + System.lineSeparator());
        assertThat(data).isDirectoryNotContaining("glob:**.csv");
    }

    @Test
    void hashesThePlainPasswordsOfTheAccountFile() throws Exception {
        Path accounts = Files.writeString(data.resolve("accounts.csv"), "name,password\njill,secret\njack,other\n");
        assertThat(run("accounts", "hash", "--data", data.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8)).isEqualTo(accounts + ": 2 hashed now, 0 already" + System.lineSeparator());
        List<String> lines = Files.readAllLines(accounts);
        assertThat(lines).hasSize(3).noneMatch(line -> line.contains("secret") || line.contains("other"));
        assertThat(lines.get(1)).startsWith("jill,").contains("$argon2id$");

        out.reset();
        assertThat(run("accounts", "hash", "--data", data.toString())).isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8)).isEqualTo(accounts + ": 0 hashed now, 2 already" + System.lineSeparator());
        assertThat(Files.readAllLines(accounts)).isEqualTo(lines);
    }

    @Test
    void hashesNoOpenAccounts() {
        assertThat(run("accounts", "hash", "--accounts", "open")).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString(UTF_8)).startsWith("accounts: open (expected: a file)");
    }

    @Test
    void saysThatTheAccountFileIsMissing() {
        assertThat(run("accounts", "hash", "--data", data.toString())).isEqualTo(ExitCode.ACCOUNTS);
        assertThat(err.toString(UTF_8)).startsWith("accounts: " + data.resolve("accounts.csv") + " (expected: ");
    }

    private String accounts(String... words) {
        out.reset();
        err.reset();
        List<String> arguments = new ArrayList<>(List.of("accounts"));
        arguments.addAll(List.of(words));
        arguments.addAll(List.of("--data", data.resolve("new").toString()));
        ExitCode code = run(arguments.toArray(String[]::new));
        String said = (out.toString(UTF_8) + err.toString(UTF_8)).strip().replace(data.toString(), "DATA");
        return code.status() + " " + said;
    }

    @Test
    void managesAccounts() throws Exception {
        in = new ByteArrayInputStream("first\r\nsecond\nthird\n".getBytes(UTF_8));
        assertThat(accounts("add", "jill", "admin")).isEqualTo("0 jill: added; made DATA/new/accounts.csv");
        assertThat(accounts("add", "jack")).isEqualTo("0 jack: added");
        assertThat(accounts("add", "jack"))
                .isEqualTo("4 name: jack (expected: one that no account has in DATA/new/accounts.csv)");
        assertThat(accounts("list")).matches("0 jill +admin +hashed, scram\\Rjack +member +hashed, scram");
        String before = Files.readString(data.resolve("new/accounts.csv"));
        assertThat(accounts("password", "jack")).isEqualTo("0 jack: has the new password");
        assertThat(Files.readString(data.resolve("new/accounts.csv"))).isNotEqualTo(before);
        assertThat(accounts("password", "jim"))
                .isEqualTo("4 name: jim (expected: one of an account in DATA/new/accounts.csv)");
        assertThat(accounts("add", "joe"))
                .isEqualTo("2 password: none (expected: a terminal, or a line on the standard input)");
        assertThat(accounts("lock", "jack")).isEqualTo("0 jack: locked");
        assertThat(accounts("lock", "jack")).isEqualTo("0 jack: locked already");
        assertThat(accounts("role", "jack", "moderator")).isEqualTo("0 jack: moderator");
        assertThat(accounts("list")).endsWith("moderator  hashed, scram, locked");
        assertThat(accounts("unlock", "jack")).isEqualTo("0 jack: not locked");
        assertThat(accounts("role", "jack", "boss")).isEqualTo("2 role: boss (expected: member, moderator or admin)");
        assertThat(accounts("remove", "jill")).isEqualTo("0 jill: removed");
        assertThat(accounts("remove", "jill")).startsWith("4 name: jill (expected: ");
        assertThat(accounts("lock", "jill")).startsWith("4 name: jill (expected: ");
        assertThat(accounts("add", "j ill")).startsWith("2 name: character ' ' (expected: ");
    }

    @Test
    void printsHelpOfItsOwnForAccounts() {
        assertThat(run("accounts", "--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString(UTF_8))
                .isEqualTo(HelpText.accounts())
                .contains("confab accounts lock NAME", "  4  the account file is missing")
                .doesNotContain("sessions.max");
    }

    private ExitCode run(String... arguments) {
        return new Main(print(out), print(err), environment, account -> NewPassword.fromLine(in), 4096)
                .run(List.of(arguments));
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, UTF_8);
    }
}
