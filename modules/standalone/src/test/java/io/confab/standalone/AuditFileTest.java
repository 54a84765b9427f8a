package io.confab.standalone;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confab.api.AuditEvent;
import io.confab.api.NakCode;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditFileTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-27T08:15:30.123Z"), ZoneOffset.UTC);

    @TempDir
    Path folder;

    @Test
    void writesALineOfJsonForEachEvent() throws Exception {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getByName("192.0.2.7"), 51_234);
        InetSocketAddress six = new InetSocketAddress(InetAddress.getByName("2001:db8::1"), 40_022);
        try (AuditFile file = open(100)) {
            file.audited(new AuditEvent.ServerStarted(address));
            file.audited(new AuditEvent.LoginAccepted("jill", address, false));
            file.audited(new AuditEvent.LoginRefused("root", six, NakCode.BAD_CREDENTIALS));
            file.audited(new AuditEvent.Banned(null, "jack", "jill", 1_700_000_000_000L, "spam"));
            file.audited(new AuditEvent.ConfigurationReloaded(List.of("login.timeout"), List.of("port")));
        }
        assertThat(lines())
                .containsExactly(
                        "{\"time\":\"2026-11-27T08:15:30.123Z\",\"event\":\"server-started\",\"address\":\"192.0.2.7:51234\"}",
                        "{\"time\":\"2026-11-27T08:15:30.123Z\",\"event\":\"login-accepted\",\"account\":\"jill\","
                                + "\"address\":\"192.0.2.7:51234\",\"resumed\":false}",
                        "{\"time\":\"2026-11-27T08:15:30.123Z\",\"event\":\"login-refused\",\"account\":\"root\","
                                + "\"address\":\"[2001:db8:0:0:0:0:0:1]:40022\",\"code\":\"BAD_CREDENTIALS\"}",
                        "{\"time\":\"2026-11-27T08:15:30.123Z\",\"event\":\"banned\",\"session\":null,\"banned\":\"jack\","
                                + "\"by\":\"jill\",\"until\":1700000000000,\"reason\":\"spam\"}",
                        "{\"time\":\"2026-11-27T08:15:30.123Z\",\"event\":\"configuration-reloaded\","
                                + "\"changed\":[\"login.timeout\"],\"needsRestart\":[\"port\"]}");
    }

    @Test
    void letsNoNameForgeALineOrColourATerminal() throws Exception {
        String hostile = "x\"}\n{\"event\":\"server-stopping\"}\r\u001b[31m\u0085\u2028\u202e\ud83d\ude00\0";
        try (AuditFile file = open(100)) {
            file.audited(new AuditEvent.LoginRefused(hostile, null, NakCode.INVALID_NAME));
        }
        assertThat(Files.readAllBytes(path())).asString(US_ASCII).matches("[ -~]+\n");
        JsonNode line = new ObjectMapper().readTree(lines().get(0));
        assertThat(line.get("account").textValue()).isEqualTo(hostile);
        assertThat(line.get("event").textValue()).isEqualTo("login-refused");
        assertThat(line.get("address").isNull()).isTrue();
    }

    /** So that a kind that is added gets a line, and a name, too. */
    @Test
    void everyKindOfEventHasANameThatIsDocumented() throws Exception {
        String documentation = Files.readString(Path.of("../../docs/OPERATING.md"));
        assertThat(AuditEvent.class.getPermittedSubclasses())
                .allSatisfy(kind -> assertThat(documentation).contains("`" + AuditFile.name(kind) + "`"));
    }

    @Test
    void saysHowManyEventsItLost() throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        try (AuditFile file = open(2)) {
            file.hold(held);
            for (int i = 1; i <= 5; i++) {
                file.audited(new AuditEvent.SessionClosed("session" + i));
            }
            held.countDown();
        }
        assertThat(lines())
                .extracting(line -> line.replaceAll(".*\"(event|session)\":|}", ""))
                .containsExactly("\"events-lost\",\"count\":3", "\"session1\"", "\"session2\"");
    }

    @Test
    void goesOnBehindWhatIsThere() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (AuditFile file = open(100)) {
                file.audited(new AuditEvent.SessionClosed("session" + i));
            }
        }
        assertThat(lines()).hasSize(2);
    }

    @Test
    void saysWhyAFileCannotBeWritten() throws Exception {
        Path file = Files.createFile(folder.resolve("a file")).resolve("audit.log");
        assertThatThrownBy(() -> AuditFile.open(file))
                .isInstanceOf(StartException.class)
                .hasMessageStartingWith("audit.file: " + file + " (expected: a file that can be written: ");
    }

    private Path path() {
        return folder.resolve("logs/audit.log");
    }

    private AuditFile open(int queue) throws StartException {
        return AuditFile.open(path(), queue, CLOCK);
    }

    private List<String> lines() throws Exception {
        return new ArrayList<>(Files.readAllLines(path(), US_ASCII));
    }
}
