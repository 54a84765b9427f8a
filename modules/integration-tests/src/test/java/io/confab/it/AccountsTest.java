package io.confab.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.confab.accounts.csv.CsvAccountStore;
import io.confab.api.Account;
import io.confab.api.Ban;
import io.confab.api.CommandException;
import io.confab.api.Durability;
import io.confab.api.NakCode;
import io.confab.api.Role;
import io.confab.authenticator.password.PasswordAuthenticator;
import io.confab.authenticator.password.PasswordHasher;
import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.client.ResumingClient;
import io.confab.codec.Ack;
import io.confab.codec.KickedEvent;
import io.confab.codec.LoginCommand;
import io.confab.codec.LoginResult;
import io.confab.codec.SessionOptions;
import io.confab.log.sqlite.SqliteLog;
import io.confab.server.ConfabServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Accounts in a file, their passwords, roles and bans, from the client library to the disk and back. */
class AccountsTest {

    private static final String PASSWORD = "correct horse";

    @TempDir
    private Path folder;

    private final List<ConfabClient> clients = new ArrayList<>();
    private final ConcurrentLinkedQueue<KickedEvent> kicks = new ConcurrentLinkedQueue<>();
    private CsvAccountStore store;
    private PasswordAuthenticator authenticator;
    private ConfabServer server;

    @BeforeEach
    void start() throws Exception {
        Path file = folder.resolve("accounts.csv");
        if (Files.notExists(file)) {
            String hash = new PasswordHasher().hash(PASSWORD.getBytes(UTF_8));
            Files.writeString(file, "jill,\"" + hash + "\"\njack,\"" + hash + "\"\n"); // as older servers wrote it
        }
        store = CsvAccountStore.open(file);
        authenticator =
                PasswordAuthenticator.builder(store).scramIterations(4096).build();
        SqliteLog log = SqliteLog.open(folder.resolve("messages.db"));
        server = ConfabServer.builder()
                .port(0)
                .authenticator(authenticator)
                .registrar(authenticator)
                .messageLog(log)
                .resumeTokens(log.tokens())
                .banStore(log.bans())
                .start()
                .get(30, SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        clients.forEach(ConfabClient::close);
        clients.clear();
        server.close(Duration.ofSeconds(5)).get(30, SECONDS);
        authenticator.close();
        store.close();
    }

    private ConfabClient connect() throws Exception {
        ConfabClient client = ConfabClient.builder()
                .port(server.address().getPort())
                .requestTimeout(Duration.ofSeconds(30))
                .listener(new ClientListener() {
                    @Override
                    public void kicked(KickedEvent event) {
                        kicks.add(event);
                    }
                })
                .connect()
                .get(30, SECONDS);
        clients.add(client);
        return client;
    }

    private ConfabClient login(String account) throws Exception {
        ConfabClient client = connect();
        client.login(account, PASSWORD).get(30, SECONDS);
        return client;
    }

    private static void assertRefused(CompletableFuture<?> asked, NakCode code) {
        assertThatThrownBy(() -> asked.get(30, SECONDS))
                .hasCauseInstanceOf(CommandException.class)
                .extracting(failure -> ((CommandException) failure.getCause()).code())
                .isEqualTo(code);
    }

    private @Nullable Account account(String name) throws Exception {
        return store.find(name).toCompletableFuture().get(30, SECONDS).orElse(null);
    }

    @Test
    void logsInByScramOnceThePasswordHasBeenSeen() throws Exception {
        ConfabClient client = connect();
        assertRefused(client.loginScram("jill", PASSWORD, false), NakCode.BAD_CREDENTIALS); // no keys yet
        assertThat(client.account()).isEmpty();
        client.login("jill", PASSWORD).get(30, SECONDS);
        await().until(() -> account("jill").scram() != null);
        client.logout().get(30, SECONDS);

        ConfabClient again = connect();
        assertRefused(again.loginScram("jill", "wrong", false), NakCode.BAD_CREDENTIALS);
        assertRefused(again.loginScram("nobody", PASSWORD, false), NakCode.BAD_CREDENTIALS);
        LoginResult result = again.loginScram("jill", PASSWORD, true).get(30, SECONDS);
        assertThat(result.role()).isEqualTo("member");
        assertThat(again.account()).contains("jill");
        again.logout().get(30, SECONDS);
        ConfabClient resumed = connect();
        String token = result.token();
        resumed.request(id -> LoginCommand.withToken(id, "jill", token)).get(30, SECONDS);

        ResumingClient resuming = ResumingClient.builder(
                        ConfabClient.builder().port(server.address().getPort()))
                .account("jack", PASSWORD)
                .scram()
                .start()
                .handle((started, failure) -> started)
                .get(30, SECONDS);
        assertThat(resuming).isNull(); // jack has no keys, and his password is never sent
    }

    @Test
    void logsInWithThePasswordItselfWhereNobodyElseCanReadIt() throws Exception {
        try (ResumingClient resuming = ResumingClient.builder(
                        ConfabClient.builder().port(server.address().getPort()))
                .account("jack", PASSWORD) // who has no keys yet
                .scramUnlessPrivate()
                .start()
                .get(30, SECONDS)) {
            assertThat(resuming.isOnline()).isTrue();
        }
    }

    @Test
    void keepsALoginByScramOverItsConnections() throws Exception {
        login("jack").logout().get(30, SECONDS);
        await().until(() -> account("jack").scram() != null);
        try (ResumingClient resuming = ResumingClient.builder(
                        ConfabClient.builder().port(server.address().getPort()))
                .account("jack", PASSWORD)
                .scram()
                .start()
                .get(30, SECONDS)) {
            assertThat(resuming.isOnline()).isTrue();
        }
    }

    @Test
    void registersAnAccountThatIsInTheFileWhenItIsAcknowledged() throws Exception {
        ConfabClient client = connect();
        assertRefused(client.register("jim", "short"), NakCode.UNFIT_PASSWORD);
        assertRefused(client.register("jill", PASSWORD), NakCode.ACCOUNT_EXISTS);
        client.register("jim", PASSWORD).get(30, SECONDS);
        assertThat(Files.readString(folder.resolve("accounts.csv"))).contains("\njim,");
        client.login("jim", PASSWORD).get(30, SECONDS);
        stop();
        start();
        connect().loginScram("jim", PASSWORD, false).get(30, SECONDS);
    }

    @Test
    void putsOffWhoeverIsLockedOrRemovedByAnotherProcess() throws Exception {
        ConfabClient jill = login("jill");
        Ack ack = connect()
                .request(id -> LoginCommand.resumable(id, "jack", PASSWORD))
                .get(30, SECONDS);
        String token = ack.result(LoginResult.class).token();
        try (CsvAccountStore other = CsvAccountStore.open(folder.resolve("accounts.csv"))) {
            other.update("jill", account -> account.withLocked(true))
                    .toCompletableFuture()
                    .get(30, SECONDS);
            other.remove("jack").toCompletableFuture().get(30, SECONDS);
        }
        await().until(() -> kicks.size() == 2);
        assertThat(kicks).containsOnly(new KickedEvent("", "the account is closed"));
        await().until(() -> server.online().size() == 0);
        assertThat(jill.isOpen()).isFalse();
        assertRefused(connect().login("jill", PASSWORD), NakCode.BAD_CREDENTIALS);
        assertRefused(connect().loginScram("jill", PASSWORD, false), NakCode.BAD_CREDENTIALS);
        assertRefused(connect().request(id -> LoginCommand.withToken(id, "jack", token)), NakCode.BAD_CREDENTIALS);
    }

    @Test
    void givesARoleThatCountsAtOnce() throws Exception {
        ConfabClient jill = login("jill");
        ConfabClient jack = login("jack");
        jack.create("lab").get(30, SECONDS);
        assertRefused(jill.kick("lab", "jack", null), NakCode.FORBIDDEN);
        store.update("jill", account -> account.withRole(Role.MODERATOR))
                .toCompletableFuture()
                .get(30, SECONDS);
        eventually(() -> jill.kick("lab", "jack", "rude"));
        await().until(() -> kicks.contains(new KickedEvent("lab", "rude")));
        assertRefused(jill.kick("", "jack", null), NakCode.FORBIDDEN);
        store.update("jill", account -> account.withRole(Role.ADMIN))
                .toCompletableFuture()
                .get(30, SECONDS);
        eventually(() -> jill.kick("", "jack", "enough"));
        await().until(() -> kicks.contains(new KickedEvent("", "enough")));
    }

    // The connection is told on its own event loop, perhaps behind what it has read already.
    private static void eventually(Supplier<CompletableFuture<Void>> asked) {
        await().ignoreExceptions().until(() -> {
            asked.get().get(30, SECONDS);
            return true;
        });
    }

    @Test
    void keepsBansOverARestart() throws Exception {
        store.update("jill", account -> account.withRole(Role.ADMIN))
                .toCompletableFuture()
                .get(30, SECONDS);
        ConfabClient jill = login("jill");
        ConfabClient jack = login("jack");
        jill.create("hall", SessionOptions.of(Durability.SYNCED)).get(30, SECONDS);
        jill.ban("hall", "jack", "rude", Duration.ofHours(1)).get(30, SECONDS);
        assertRefused(jack.join("hall"), NakCode.FORBIDDEN);
        stop();
        start();
        assertThat(server.bans()).extracting(Ban::account).containsExactly("jack");
        ConfabClient jackAgain = login("jack");
        assertRefused(jackAgain.join("hall"), NakCode.FORBIDDEN);
        ConfabClient jillAgain = login("jill");
        assertThat(jillAgain.unban("hall", "jack").get(30, SECONDS)).isTrue();
        assertThat(jillAgain.unban("hall", "jack").get(30, SECONDS)).isFalse();
        jackAgain.join("hall").get(30, SECONDS);
        jillAgain.ban("", "jack", null, null).get(30, SECONDS);
        stop();
        start();
        assertRefused(connect().login("jack", PASSWORD), NakCode.FORBIDDEN);
    }
}
