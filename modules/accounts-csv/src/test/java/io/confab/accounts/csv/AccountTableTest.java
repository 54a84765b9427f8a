package io.confab.accounts.csv;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.Account;
import io.confab.api.Role;
import io.confab.testkit.SeededRandom;
import io.confab.testkit.SeededRandomExtension;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SeededRandomExtension.class)
class AccountTableTest {

    private static final Path FILE = Path.of("accounts.csv");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name,password\njill,eW94dsol\njack,432wlFd\n",
                "name;password\njill;eW94dsol\njack;432wlFd\n",
                "NAME,Password\r\njill,eW94dsol\r\njack,432wlFd\r\n",
                "name,password\rjill,eW94dsol\rjack,432wlFd",
                "\uFEFFname,password\njill,eW94dsol\njack,432wlFd",
                "\uFEFF\"name\",\"password\"\n\"jill\",\"eW94dsol\"\n\"jack\",\"432wlFd\"\n",
                "password,username\neW94dsol,jill\n432wlFd,jack\n",
                "index,name,password\n1,jill,eW94dsol\n2,jack,432wlFd\n",
                "id;user;passwd\n1;jill;eW94dsol\n2;jack;432wlFd\n",
                "#,account,credential\n1,jill,eW94dsol\n2,jack,432wlFd\n",
                "#;\"name\";\"password\"\n1;jill;eW94dsol\n2;jack;432wlFd\n",
                "\uFEFF#;User Name;Password\n1;jill;eW94dsol\n2;jack;432wlFd\n",
                ",name,password\n0,jill,eW94dsol\n1,jack,432wlFd\n",
                "id,password\njill,eW94dsol\njack,432wlFd\n",
                "no,id,pass\n1,jill,eW94dsol\n2,jack,432wlFd\n",
                "username,name,email,password\njill,Jill S.,j@x.org,eW94dsol\njack,\"Jack, Jr.\",,432wlFd\n",
                "\"Name; full\",login,password\nJill;,jill,eW94dsol\n;,jack,432wlFd\n",
                "jill,eW94dsol\njack,432wlFd\n",
                "jill;eW94dsol\njack;432wlFd",
                "1,jill,eW94dsol\n2,jack,432wlFd\n",
                "1;jill;eW94dsol\n2;jack;432wlFd\n",
                "# ours\n\nname , password \n  \n jill , eW94dsol\n\t# jim,secret\njack,\t\"432wlFd\" \n\n",
                "#name,password\n#jim,secret\njill,eW94dsol\njack,432wlFd\n",
            })
    void readsEveryDialect(String text) throws Exception {
        assertThat(parse(text).accounts().values())
                .containsExactly(new Account("jill", "eW94dsol"), new Account("jack", "432wlFd"));
    }

    @Test
    void readsQuotedValues() throws Exception {
        assertThat(parse("name,password\njill,\"a,b;\"\"c\"\" \"\n\"#jack\",\"# no comment\"\nc#,#\n")
                        .accounts()
                        .values())
                .containsExactly(
                        new Account("jill", "a,b;\"c\" "),
                        new Account("#jack", "# no comment"),
                        new Account("c#", "#"));
    }

    @Test
    void readsAnArgon2idHashWithAndWithoutQuotes() throws Exception {
        String phc = "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHQ$aGFzaA";
        assertThat(parse("name,password\njill,\"" + phc + "\"\n").accounts())
                .containsEntry("jill", new Account("jill", phc));
        assertThat(parse("name;password\njill;" + phc + "\n").accounts())
                .containsEntry("jill", new Account("jill", phc));
    }

    @Test
    void takesALineThatBeginsWithANumberSignForAComment() throws Exception {
        assertThat(parse("name,password\n#jill,secret\n1,x\n").accounts()).containsOnlyKeys("1");
        assertThat(parse("index,name,password\n1,#jill,secret\n").accounts()).containsOnlyKeys("#jill");
    }

    @Test
    void readsAHeaderWithoutAccounts() throws Exception {
        assertThat(parse("name,password").accounts()).isEmpty();
    }

    @Test
    void readsNamesInNormalFormAndInAnyScript() throws Exception {
        assertThat(parse("name,password\nZoe\u0308,a\n会議室,b\n").accounts()).containsOnlyKeys("Zoë", "会議室");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            ignoreLeadingAndTrailingWhitespace = true,
            value = {
                "name,password/jill,a/jack            | 3: fields: 1 (expected: 2; a value that contains the delimiter needs quotes)",
                "name,password/jill,a/jack,b,c        | 3: fields: 3 (expected: 2; a value that contains the delimiter needs quotes)",
                "name,password/jill,a/jack,           | 3: password: empty (expected: a password, or its hash)",
                "name,password/jill,a/,b              | 3: name: 0 characters (expected: 1 to 64)",
                "name,password/# x//jill,a/a b,secret | 5: name: character ' ' (expected: letters, digits and ._-#@+)",
                "name,password/jill,a/jack,b//jill,c  | 5: name: jill is on line 2 already (expected: once)",
                "Zoe\u0308,a/Zo\u00EB,b               | 2: name: Zo\u00EB is on line 1 already (expected: once)",
                "jill,a/jack,b/1,jim,c                | 3: fields: 3 (expected: 2; a value that contains the delimiter needs quotes)",
                "jill,secret,b                        | 1: index: not a number (expected: index,name,password, or a header that names other columns)",
                "1,jill,secret,b                      | 1: fields: 4 (expected: 2, name and password, or 3, index, name and password, or a header above them)",
                "jill                                 | 1: fields: 1 (expected: 2, name and password, or 3, index, name and password, or a header above them)",
                "nick,password/jill,a                 | 1: header: no column of names (expected: name,password; a first account that reads like a header needs one above it)",
                "# x/name,secret/jill,a               | 2: header: no column of passwords (expected: name,password; a first account that reads like a header needs one above it)",
                "name,password,password/jill,a,b      | 1: header: password twice (expected: once)",
                "name,pass\"word                      | 1: header: no column of passwords (expected: name,password; a first account that reads like a header needs one above it)",
            })
    void namesTheLineThatIsBroken(String lines, String problem) {
        assertBroken(lines.replace('/', '\n'), problem);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "name,password\njill,a\njack,\"b\njim,c\njoe,\"d\"\n",
                "name,password\njill,a\njack,\"b\njim,c\"\n",
                "name,password\njill,a\njack,\"b\n",
                "name,password\njill,a\njack,\"b\"b\njim,c\n",
                "name,password\r\njill,a\r\n\"jack,b\r\njim,c\r\n",
            })
    void namesTheLineWhoseQuotesAreBroken(String text) {
        assertBroken(
                text,
                "3: quotes: broken (expected: \"…\" around a whole value on one line, each quote inside doubled)");
    }

    @Test
    void namesTheFirstLineIfItsQuotesAreBroken() {
        assertBroken(
                "\"name,password\njill,a\n",
                "1: quotes: broken (expected: \"…\" around a whole value on one line, each quote inside doubled)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "\uFEFF", "# jill,secret\n\n"})
    void takesAFileThatHoldsNothingForBroken(String text) {
        assertBroken(text, "1: file: no accounts and no header (expected: name,password at least)");
    }

    @Test
    void namesTheLineThatIsNotUtf8() {
        byte[] latin1 = "name,password\njill,a\nzoë,b\n".getBytes(ISO_8859_1);
        assertThatThrownBy(() -> AccountTable.parse(FILE, latin1))
                .isInstanceOf(AccountFileException.class)
                .hasMessage("accounts.csv:3: encoding: not UTF-8 (expected: UTF-8)");
        assertThatThrownBy(() -> AccountTable.parse(FILE, new byte[] {'a', ',', 'b', '\n', (byte) 0xE2}))
                .hasMessage("accounts.csv:2: encoding: not UTF-8 (expected: UTF-8)");
    }

    @Test
    void quotesNoPasswordInAProblem() {
        for (String text : List.of("n,p\nhunter2\n", "a,hunter2,b\n", "hunter 2,b\n", "a,b\n\"hunter2,b\n")) {
            assertThatThrownBy(() -> parse(text)).hasMessageNotContaining("hunter");
        }
    }

    @Test
    void replacesOneCredentialAndLeavesEveryOtherByteAlone() throws Exception {
        String before =
                "\uFEFF# ours;\"\r\n\r\n#;Name ;PASSWORD; mail\r\n 07; \"jill\" ;a;x\n8;jack;\"b;\"\"\";\" y\"\r\n# end";
        AccountTable table = parse(before);
        assertThat(table.replaceCredential("jack", "b;\"", "$argon2id$v=19$m=8,t=1,p=1$c$d"))
                .isTrue();
        assertThat(text(table))
                .isEqualTo(before.replace("8;jack;\"b;\"\"\";\" y\"", "8;jack;$argon2id$v=19$m=8,t=1,p=1$c$d;\" y\""));
        assertThat(table.replaceCredential("jill", "a", "n;w")).isTrue();
        assertThat(text(table)).contains("\r\n07;jill;\"n;w\";x\n8;jack;");
    }

    @Test
    void replacesTheCredentialOnALastLineWithoutEnd() throws Exception {
        AccountTable table = parse("jill,a\r\njack,b");
        assertThat(table.replaceCredential("jack", "b", "c,d")).isTrue();
        assertThat(text(table)).isEqualTo("jill,a\r\njack,\"c,d\"");
    }

    @Test
    void changesNothingUnlessTheCredentialIsTheExpectedOne() throws Exception {
        AccountTable table = parse("jill,a\njack,b\n");
        assertThat(table.replaceCredential("jill", "b", "c")).isFalse();
        assertThat(table.replaceCredential("jim", "a", "c")).isFalse();
        assertThat(text(table)).isEqualTo("jill,a\njack,b\n");
    }

    @Test
    void addsAnAccountInTheDialectOfTheFile() throws Exception {
        AccountTable table = parse("index;mail;name;password\r\n7;x@y;jill;a\r\n-;;jack;b");
        assertThat(table.add(new Account("#jim", "c;d"))).isTrue();
        assertThat(table.add(new Account("jill", "e"))).isFalse();
        assertThat(text(table))
                .isEqualTo("index;mail;name;password\r\n7;x@y;jill;a\r\n-;;jack;b\r\n8;;\"#jim\";\"c;d\"\r\n");
    }

    @Test
    void removesAnAccountWithItsLine() throws Exception {
        AccountTable table = parse("name,password\n# jill's\njill,a\njack,b");
        assertThat(table.remove("jill")).isTrue();
        assertThat(table.remove("jill")).isFalse();
        assertThat(text(table)).isEqualTo("name,password\n# jill's\njack,b");
        assertThat(table.remove("jack")).isTrue();
        assertThat(text(table)).isEqualTo("name,password\n# jill's\n");
    }

    @Test
    void leavesAHeaderWhenTheLastAccountGoes() throws Exception {
        AccountTable table = parse("# ours\n1;jill;a\n2;jack;b\n");
        table.remove("jack");
        table.remove("jill");
        assertThat(text(table)).isEqualTo("# ours\nindex;name;password\n");
        table.add(new Account("jim", "c"));
        table.remove("jim");
        assertThat(text(table)).isEqualTo("# ours\nindex;name;password\n");
        assertThat(parse(text(table)).accounts()).isEmpty();
    }

    @RepeatedTest(200)
    void readsWhatItWroteWhateverTheNamesAndCredentials(SeededRandom random) throws Exception {
        AccountTable table = parse(random.oneOf(List.of(
                "name,password\n", "\uFEFFpassword;name\r\n", "#,name,password", "x;username;passwd;id\n# y;\n\n")));
        Map<String, Account> expected = new LinkedHashMap<>();
        for (int i = 0; i < 30; i++) {
            Account account = new Account(random.name(), random.line(12));
            Account known = expected.get(account.name());
            if (known == null) {
                assertThat(table.add(account)).isTrue();
                expected.put(account.name(), account);
            } else if (random.nextBoolean()) {
                assertThat(table.replaceCredential(known.name(), known.credential(), account.credential()))
                        .isTrue();
                expected.put(account.name(), account);
            } else {
                assertThat(table.remove(known.name())).isTrue();
                expected.remove(known.name());
            }
            assertThat(parse(text(table)).accounts().values()).containsExactlyElementsOf(expected.values());
        }
    }

    @RepeatedTest(500)
    void readsOrRefusesWhateverItIsGiven(SeededRandom random) {
        StringBuilder text = new StringBuilder(random.oneOf(List.of("", "name,password\n", "1;a;b\r\n")));
        for (int lines = random.between(0, 5); lines > 0; lines--) {
            text.append(random.line(10)).append(random.oneOf(List.of("\n", "\r\n", "\r", ",", "")));
        }
        byte[] bytes =
                random.nextInt(10) == 0 ? random.bytes(50) : text.toString().getBytes(UTF_8);
        try {
            assertThat(AccountTable.parse(FILE, bytes).toBytes()).isEqualTo(bytes);
        } catch (AccountFileException e) {
            assertThat(e.line())
                    .isBetween(1, Lines.split(new String(bytes, UTF_8)).size());
        }
    }

    @Test
    @Timeout(30) // a busy machine; it takes well under a second on a quiet one
    void readsAHundredThousandAccounts() throws Exception {
        StringBuilder text = new StringBuilder("index,name,password\n");
        for (int i = 0; i < 100_000; i++) {
            text.append(i)
                    .append(",user")
                    .append(i)
                    .append(",\"$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$")
                    .append("CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc\"\n");
        }
        assertThat(parse(text.toString()).accounts()).hasSize(100_000);
    }

    private static AccountTable parse(String text) throws AccountFileException {
        return AccountTable.parse(FILE, text.getBytes(UTF_8));
    }

    private static String text(AccountTable table) {
        return new String(table.toBytes(), UTF_8);
    }

    private static void assertBroken(String text, String problem) {
        assertThatThrownBy(() -> parse(text)).isInstanceOfSatisfying(AccountFileException.class, e -> {
            assertThat(e).hasMessage("accounts.csv:" + problem);
            assertThat(e.file()).isEqualTo(FILE);
            assertThat(problem).startsWith(e.line() + ": ");
        });
    }

    @Test
    void readsRolesKeysAndLocks() throws Exception {
        AccountTable table = parse("""
                name;password;Role;scram;locked
                jill;a;admin;SCRAM;no
                jack;b;;;yes
                jim;c;Moderator;;0
                joe;d;member;;TRUE
                """);
        assertThat(table.accounts().values())
                .containsExactly(
                        new Account("jill", "a", "SCRAM", Role.ADMIN, false),
                        new Account("jack", "b", null, Role.MEMBER, true),
                        new Account("jim", "c", null, Role.MODERATOR, false),
                        new Account("joe", "d", null, Role.MEMBER, true));
    }

    @ParameterizedTest
    @CsvSource({
        "boss, no, 2: role: boss (expected: member moderator or admin)",
        "admin, perhaps, 2: locked: perhaps (expected: yes or no)"
    })
    void refusesRolesAndLocksThatAreNone(String role, String locked, String problem) {
        assertThatThrownBy(() -> parse("name,password,role,locked\njill,a," + role + "," + locked + "\n"))
                .hasMessage("accounts.csv:" + problem.replace("member moderator", "member, moderator"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name,password^# we^jill,a^jack,b^ | name,password,role^# we^jill,a,^jack,b,admin^",
                "jill,a^jack,b | name,password,role^jill,a,^jack,b,admin",
                "1;jill;a^2;jack;b^ | index;name;password;role^1;jill;a;^2;jack;b;admin^",
                "#,user,pass,mail^1,jill,a,x^2,jack,b,y^ | \"#\",user,pass,mail,role^1,jill,a,x,^2,jack,b,y,admin^",
                "name,role,password^jill,,a^jack,moderator,b^ | name,role,password^jill,,a^jack,admin,b^"
            })
    void makesRoomForWhatAnAccountHasForTheFirstTime(String before, String after) throws Exception {
        AccountTable table = parse(before.replace('^', '\n'));
        assertThat(table.update("jack", jack -> jack.withRole(Role.ADMIN))).isTrue();
        assertThat(text(table)).isEqualTo(after.replace('^', '\n'));
        AccountTable again = parse(text(table));
        assertThat(again.accounts()).isEqualTo(table.accounts());
        assertThat(again.update("jack", jack -> jack.withLocked(true).withScram("keys")))
                .isTrue();
        assertThat(again.update("jill", jill -> jill.withRole(Role.MODERATOR))).isTrue();
        assertThat(again.add(new Account("jim", "c", "k", Role.MEMBER, false))).isTrue();
        assertThat(again.remove("jack")).isTrue();
        assertThat(parse(text(again)).accounts()).isEqualTo(again.accounts());
        assertThat(again.remove("jill")).isTrue();
        assertThat(again.remove("jim")).isTrue();
        assertThat(parse(text(again)).accounts()).isEmpty();
    }

    @Test
    void makesRoomTwiceInOneVersionOfAFileWithoutHeader() throws Exception {
        AccountTable table = parse("jill,a\njack,b\n");
        assertThat(table.update("jack", jack -> jack.withRole(Role.ADMIN))).isTrue();
        assertThat(table.update("jill", jill -> jill.withLocked(true))).isTrue();
        assertThat(text(table)).isEqualTo("name,password,role,locked\njill,a,,yes\njack,b,admin,\n");
    }

    @Test
    void changesNothingWhereThereIsNothingToChange() throws Exception {
        AccountTable table = parse("jill,a\n");
        assertThat(table.update("jill", jill -> jill.withRole(Role.MEMBER))).isFalse();
        assertThat(table.update("jack", jack -> jack.withLocked(true))).isFalse();
        assertThat(table.replace(new Account("jill", "b"), new Account("jill", "c")))
                .isFalse();
        assertThat(table.replace(new Account("jill", "a"), new Account("jill", "c")))
                .isTrue();
        assertThat(text(table)).isEqualTo("jill,c\n");
    }

    @Test
    void dropsTheKeysOfAPasswordThatIsReplaced() throws Exception {
        AccountTable table = parse("name,password,scram,role\njill,a,keys,admin\n");
        assertThat(table.replaceCredential("jill", "a", "b")).isTrue();
        assertThat(text(table)).isEqualTo("name,password,scram,role\njill,b,,admin\n");
    }
}
