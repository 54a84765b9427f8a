package io.confab.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.AuditEvent;
import io.confab.api.Authenticator;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Role;
import io.confab.codec.BanCommand;
import io.confab.codec.KickCommand;
import io.confab.codec.RegisterCommand;
import io.confab.codec.UnbanCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** KICK, BAN, UNBAN, CLOSE by role and ownership, and REGISTER. */
class ModerationHandlersTest {

    private final TestServer server = new TestServer();
    private final Map<String, Role> roles = new HashMap<>(Map.of("mod", Role.MODERATOR, "root", Role.ADMIN));

    @BeforeEach
    void giveRoles() {
        server.authenticator = new Authenticator() {
            @Override
            public CompletionStage<Boolean> authenticate(String account, byte[] password) {
                return CompletableFuture.completedFuture(true);
            }

            @Override
            public CompletionStage<@Nullable Role> role(String account) {
                return CompletableFuture.completedFuture(roles.getOrDefault(account, Role.MEMBER));
            }
        };
    }

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    private static KickCommand kick(String session, String account) {
        return new KickCommand(7, "", session, account, "rude");
    }

    private static BanCommand ban(String session, String account, @Nullable Long seconds) {
        return new BanCommand(7, "", session, account, null, seconds);
    }

    private static UnbanCommand unban(String session, String account) {
        return new UnbanCommand(7, "", session, account);
    }

    @Test
    void letsTheOwnerPutAMemberOut() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(Commands.join(2, "lab"));
        assertThat(jill.ask(kick("lab", "jack"))).containsExactly("ACK 7");
        assertThat(jack.received()).contains("KickedEvent[session=lab, reason=rude]");
        assertThat(jack.ask(Commands.text(3, "lab", "x"))).first().asString().startsWith("NAK 3 NOT_A_MEMBER");
        assertThat(jill.ask(kick("lab", "jack")))
                .containsExactly("NAK 7 NOT_A_MEMBER account: jack (expected: a member of lab)");
        assertThat(jack.ask(Commands.join(4, "lab"))).first().asString().startsWith("ACK 4");
    }

    @Test
    void letsNobodyElseButModeratorsDoSo() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        TestClient mod = server.login("mod");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(Commands.join(2, "lab"));
        assertThat(jack.ask(kick("lab", "jill")))
                .containsExactly("NAK 7 FORBIDDEN account: jill (expected: one that you may put out of lab)");
        assertThat(jack.ask(ban("lab", "jill", null))).first().asString().startsWith("NAK 7 FORBIDDEN");
        assertThat(mod.ask(kick("lab", "jill"))).containsExactly("ACK 7");
        assertThat(mod.ask(kick("none", "jill"))).first().asString().startsWith("NAK 7 NO_SUCH_SESSION");
        assertThat(mod.ask(kick("lab", "mod")))
                .containsExactly("NAK 7 FORBIDDEN account: mod (expected: another than you)");
    }

    @Test
    void protectsWhoeverHasAHigherRole() {
        TestClient jill = server.login("jill");
        TestClient mod = server.login("mod");
        TestClient root = server.login("root");
        jill.ask(Commands.create(2, "lab"));
        mod.ask(Commands.join(2, "lab"));
        root.ask(Commands.join(2, "lab"));
        assertThat(jill.ask(kick("lab", "mod"))).first().asString().startsWith("NAK 7 FORBIDDEN");
        assertThat(mod.ask(ban("lab", "root", 1L))).first().asString().startsWith("NAK 7 FORBIDDEN");
        assertThat(root.ask(kick("lab", "mod"))).containsExactly("ACK 7");
    }

    @Test
    void bansFromASessionForATime() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(Commands.join(2, "lab"));
        assertThat(jill.ask(ban("lab", "jack", 60L))).containsExactly("ACK 7");
        assertThat(jack.received()).contains("KickedEvent[session=lab, reason=banned]");
        assertThat(jack.ask(Commands.join(3, "lab")))
                .containsExactly(
                        "NAK 3 FORBIDDEN session: lab (expected: one you are not banned from; the ban ends in 60 s)");
        assertThat(jill.ask(unban("lab", "jack"))).containsExactly("ACK 7 {\"lifted\":true}");
        assertThat(jill.ask(unban("lab", "jack"))).containsExactly("ACK 7 {\"lifted\":false}");
        assertThat(server.audit)
                .contains(
                        new AuditEvent.Banned("lab", "jack", "jill", TestClock.START + 60_000, ""),
                        new AuditEvent.Kicked("lab", "jack", "jill", "banned"),
                        new AuditEvent.Unbanned("lab", "jack", "jill"));
        assertThat(jack.ask(Commands.join(4, "lab"))).first().asString().startsWith("ACK 4");
    }

    @Test
    void letsOnlyAdminsPutOffTheServer() {
        TestClient mod = server.login("mod");
        TestClient root = server.login("root");
        TestClient jack = server.login("jack");
        assertThat(mod.ask(kick("", "jack")))
                .containsExactly("NAK 7 FORBIDDEN account: jack (expected: one that you may put off the server)");
        assertThat(mod.ask(ban("", "jack", null))).first().asString().startsWith("NAK 7 FORBIDDEN");
        assertThat(root.ask(kick("", "jack"))).containsExactly("ACK 7");
        assertThat(jack.received()).containsExactly("KickedEvent[session=, reason=rude]");
        assertThat(jack.channel.isOpen()).isFalse();
        assertThat(root.ask(kick("", "jack")))
                .containsExactly("NAK 7 NOT_ONLINE account: jack (expected: one that is logged in)");
        assertThat(root.ask(ban("", "jack", null))).containsExactly("ACK 7");
        assertThat(server.connect().ask(Commands.login(1, "jack", "-")))
                .containsExactly("NAK 1 FORBIDDEN account: jack (expected: one that is not banned)");
        assertThat(root.ask(unban("", "jack"))).containsExactly("ACK 7 {\"lifted\":true}");
        server.login("jack");
    }

    @Test
    void letsModeratorsCloseAnySession() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        TestClient mod = server.login("mod");
        jill.ask(Commands.create(2, "lab"));
        assertThat(jack.ask(Commands.close(3, "lab"))).first().asString().startsWith("NAK 3 FORBIDDEN");
        assertThat(mod.ask(Commands.close(3, "lab"))).containsExactly("ACK 3");
        assertThat(jill.received()).contains("ClosedEvent[session=lab, reason=closed by mod]");
    }

    @Test
    void refusesAReasonThatIsAStory() {
        TestClient root = server.login("root");
        assertThat(root.ask(new KickCommand(7, "", "", "jack", "x".repeat(201))))
                .containsExactly("NAK 7 TOO_LARGE reason: 201 characters (expected: at most 200)");
    }

    @Test
    void registersNobodyUnlessThatIsConfigured() {
        byte[] password = "correct horse".getBytes(UTF_8);
        assertThat(server.connect().ask(new RegisterCommand(1, "jill", password)))
                .containsExactly(
                        "NAK 1 UNSUPPORTED registration: off (expected: an account made by the server's operator)");
        assertThat(password).containsOnly(0);
    }

    @Test
    void registersAndLogsNobodyIn() {
        CompletableFuture<@Nullable Void> stored = new CompletableFuture<>();
        server.registrar = (account, password) -> account.equals("jill") && password.length == 13
                ? stored
                : CompletableFuture.failedFuture(new CommandException(NakCode.ACCOUNT_EXISTS, account));
        TestClient client = server.connect();
        byte[] password = "correct horse".getBytes(UTF_8);
        assertThat(client.ask(new RegisterCommand(1, "jill", password), Commands.ping(2)))
                .isEmpty();
        stored.complete(null);
        server.run();
        assertThat(client.received()).containsExactly("ACK 1", "ACK 2");
        assertThat(server.audit).contains(new AuditEvent.AccountAdded("jill", "jill"));
        assertThat(password).containsOnly(0);
        assertThat(client.ask(new RegisterCommand(3, "jack", new byte[9])))
                .containsExactly("NAK 3 ACCOUNT_EXISTS jack");
        assertThat(client.ask(new RegisterCommand(4, "a b", new byte[9])))
                .first()
                .asString()
                .startsWith("NAK 4 INVALID_NAME");
        assertThat(client.ask(Commands.list(5, ""))).first().asString().startsWith("NAK 5 NOT_LOGGED_IN");
        TestClient jill = server.login("jill");
        assertThat(jill.ask(new RegisterCommand(6, "jack", new byte[9])))
                .first()
                .asString()
                .startsWith("NAK 6 ALREADY_LOGGED_IN");
    }
}
