package io.confab.it;

import static io.confab.it.JsonClient.ack;
import static io.confab.it.JsonClient.nak;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confab.accounts.csv.CsvAccountStore;
import io.confab.authenticator.password.PasswordAuthenticator;
import io.confab.authenticator.password.PasswordHasher;
import io.confab.gateway.websocket.WebSocketGateway;
import io.confab.log.sqlite.MailboxLimits;
import io.confab.log.sqlite.SqliteLog;
import io.confab.server.ConfabServer;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code docs/websocket.schema.json} describes all that is said, in both directions. */
class WebSocketSchemaTest {

    private static final String PASSWORD = "correct horse";
    private static final String UUID = "\"messageId\":\"6f1c3b52-8c39-4d5c-9c57-0f4f6c9a2b11\"";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A row of a table of types: its code, then its name. */
    private static final Pattern TYPE = Pattern.compile("^\\| 0x[0-9A-F]{2} \\| `([A-Z]+)` \\|", Pattern.MULTILINE);

    private static final Pattern EVENT = Pattern.compile("^\\| `([a-z]+)` \\|", Pattern.MULTILINE);

    @TempDir
    private Path folder;

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final List<JsonClient> clients = new ArrayList<>();
    private CsvAccountStore store;
    private PasswordAuthenticator authenticator;
    private ConfabServer server;

    @BeforeEach
    void start() throws Exception {
        Path file = folder.resolve("accounts.csv");
        String hash = "\"" + new PasswordHasher().hash(PASSWORD.getBytes(UTF_8)) + "\"";
        Files.writeString(
                file,
                "name,password,role\njill," + hash + ",admin\njack," + hash + ",\njim," + hash + ",\njane," + hash
                        + ",\n");
        store = CsvAccountStore.open(file);
        authenticator =
                PasswordAuthenticator.builder(store).scramIterations(4096).build();
        SqliteLog log = SqliteLog.open(folder.resolve("messages.db"));
        server = ConfabServer.builder()
                .port(0)
                .authenticator(authenticator)
                .registrar(authenticator)
                .messageLog(log)
                .readPositions(log.readPositions())
                .mailbox(log.mailbox(MailboxLimits.DEFAULT))
                .resumeTokens(log.tokens())
                .banStore(log.bans())
                .tailBytes(128 * 1024)
                .presenceDelay(Duration.ZERO)
                .gateway(WebSocketGateway.builder().build())
                .start()
                .get(30, SECONDS);
    }

    @AfterEach
    void stop() throws Exception {
        clients.forEach(JsonClient::close);
        server.close(Duration.ZERO).get(30, SECONDS);
        group.shutdownGracefully(0, 1, SECONDS).sync();
        authenticator.close();
        store.close();
    }

    @Test
    void describesAllThatIsSaidInBothDirections() throws Exception {
        JsonClient jill = connect(false);
        JsonClient jack = connect(true);
        JsonClient jim = connect(false);

        beforeLogin(jill);
        logIn(jill, jack, jim);
        long said = talk(jill, jack);
        look(jill, said);
        comeAndGo(jill, jack, said);
        tell(jill, jack);
        fallBehind(jill, jim);
        putOut(jill, jack, jim);
        end(jill, jack);

        assertAllAsDescribed();
        Set<String> sent = typesOf(JsonClient::sent);
        assertThat(sent).containsAll(typesIn(section("Client → server", "Server → client")));
        Set<String> received = typesOf(JsonClient::received);
        received.add("PING"); // which takes a silent client, below
        assertThat(received).isEqualTo(typesIn(section("Server → client", "### Replies in detail")));
        assertThat(eventsReceived()).isEqualTo(eventsInProtocol());
    }

    private static void beforeLogin(JsonClient jill) throws Exception {
        ack(jill.ask("PING", "\"data\":\"there?\""));
        ack(jill.ask("PING", "\"base64\":\"/w==\""));
        ack(jill.ask("PING", ""));
        jill.say("{\"type\":\"PING\"}");
        nak(jill.ask("CREATE", "\"session\":\"lab\""), "NOT_LOGGED_IN");
        ack(jill.ask("REGISTER", "\"source\":\"joan\",\"data\":\"" + PASSWORD + "\""));
        nak(jill.ask("REGISTER", "\"source\":\"joan\",\"data\":{\"password\":\"" + PASSWORD + "\"}"), "ACCOUNT_EXISTS");
        nak(jill.ask("REGISTER", "\"source\":\"jean\",\"data\":\"x\""), "UNFIT_PASSWORD");
    }

    private static void logIn(JsonClient jill, JsonClient jack, JsonClient jim) throws Exception {
        nak(jill.ask("LOGIN", "\"source\":\"jill\",\"data\":\"wrong\""), "BAD_CREDENTIALS");
        String first = Base64.getEncoder().encodeToString("n,,n=jill,r=rOprNGfwEbeRWgbNEkqO".getBytes(UTF_8));
        JsonNode challenge = jill.ask(
                "LOGIN", "\"source\":\"jill\",\"data\":{\"mechanism\":\"SCRAM-SHA-256\",\"data\":\"" + first + "\"}");
        assertThat(challenge.path("data").has("challenge")).isTrue();
        JsonNode loggedIn = jill.ask(
                "LOGIN",
                "\"source\":\"jill\",\"data\":{\"mechanism\":\"plain\",\"password\":\"" + PASSWORD
                        + "\",\"resumable\":true,\"receipts\":true}");
        assertThat(loggedIn.path("data").path("role").textValue()).isEqualTo("admin");
        ack(jack.ask("LOGIN", "\"source\":\"jack\",\"data\":\"" + PASSWORD + "\""));
        ack(jim.ask(
                "LOGIN",
                "\"source\":\"jim\",\"base64\":\"" + Base64.getEncoder().encodeToString(PASSWORD.getBytes(UTF_8))
                        + "\""));
    }

    /** @return the sequence of what was said first */
    private static long talk(JsonClient jill, JsonClient jack) throws Exception {
        ack(jill.ask(
                "CREATE",
                "\"session\":\"lab\",\"data\":{\"durability\":\"written\",\"topic\":\"Cats\",\"capacity\":10}"));
        ack(jack.ask("JOIN", "\"session\":\"lab\",\"data\":{\"after\":0}"));
        jill.nextEvent("presence");
        long said = ack(jill.ask("TEXT", "\"session\":\"lab\"," + UUID + ",\"data\":\"Grüße \\\"☕\\\" 🎉\""))
                .path("sequence")
                .longValue();
        ack(jill.ask("TEXT", "\"session\":\"lab\",\"source\":\"jill\",\"data\":{\"a\":[1,{}]}"));
        ack(jill.ask("TEXT", "\"session\":\"lab\",\"base64\":\"//79\""));
        ack(jill.ask("TEXT", "\"session\":\"lab\""));
        jill.say("{\"type\":\"TEXT\",\"data\":\"" + "Nobody asks. ".repeat(100) + "\"}");
        assertThat(jack.nextOf("TEXT").path("data").textValue()).isEqualTo("Grüße \"☕\" 🎉");
        assertThat(jack.nextOf("TEXT").path("data").isObject()).isTrue();
        assertThat(jack.nextOf("TEXT").path("base64").textValue()).isEqualTo("//79");
        assertThat(jack.nextOf("TEXT").has("data")).isFalse();
        assertThat(jack.nextOf("TEXT").path("data").textValue()).startsWith("Nobody asks.");
        return said;
    }

    private static void look(JsonClient jill, long said) throws Exception {
        ack(jill.ask("HISTORY", "\"session\":\"lab\""));
        ack(jill.ask("HISTORY", "\"session\":\"lab\",\"data\":{\"after\":" + said + ",\"limit\":1}"));
        ack(jill.ask("HISTORY", "\"session\":\"lab\",\"data\":{\"around\":" + said + ",\"limit\":2}"));
        JsonNode found = ack(jill.ask(
                "HISTORY", "\"session\":\"lab\",\"data\":{\"search\":\"nobody\",\"before\":9007199254740991}"));
        assertThat(found.path("data").has("searched")).isTrue();
        ack(jill.ask("READ", "\"session\":\"lab\",\"data\":{\"sequence\":" + said + "}"));
        JsonNode listed = ack(jill.ask("LIST", ""));
        assertThat(listed.path("data").path("sessions").path(0).path("read").longValue())
                .isEqualTo(said);
        ack(jill.ask("LIST", "\"session\":\"lab\""));
        JsonNode page = ack(jill.ask("LIST", "\"data\":{\"limit\":1}"));
        assertThat(page.path("data").path("more").booleanValue()).isTrue();
        ack(jill.ask("LIST", "\"data\":{\"after\":\"lab\",\"limit\":100}"));
        nak(jill.ask("0x80", "\"data\":\"nobody has this plug-in\""), "UNSUPPORTED");
        jill.say("{\"type\":\"ACK\",\"requestId\":1}"); // as it would answer a PING
    }

    private static void comeAndGo(JsonClient jill, JsonClient jack, long said) throws Exception {
        ack(jack.ask("LEAVE", "\"session\":\"lab\""));
        nak(jack.ask("TEXT", "\"session\":\"lab\",\"data\":\"x\""), "NOT_A_MEMBER");
        ack(jack.ask("JOIN", "\"session\":\"lab\",\"data\":{\"after\":" + said + "}"));
        assertThat(jack.nextOf("TEXT").path("replay").booleanValue()).isTrue();
        nak(jack.ask("JOIN", "\"session\":\"lab\""), "ALREADY_MEMBER");
        nak(jack.ask("JOIN", "\"session\":\"nowhere\""), "NO_SUCH_SESSION");
        nak(jill.ask("CREATE", "\"session\":\"lab\""), "SESSION_EXISTS");
    }

    private void tell(JsonClient jill, JsonClient jack) throws Exception {
        ack(jill.ask("DIRECT", UUID + ",\"data\":{\"to\":\"jack\",\"text\":\"Psst\"}"));
        jill.say("{\"type\":\"DIRECT\",\"data\":{\"to\":\"jack\",\"text\":\"\"}}");
        JsonNode heard = jack.nextOf("DIRECT");
        assertThat(heard.path("data").textValue()).isEqualTo("Psst");
        assertThat(jack.nextOf("DIRECT").has("data")).isFalse();
        ack(jack.ask("READ", "\"data\":{\"sequence\":" + heard.path("sequence").longValue() + "}"));
        nak(jill.ask("DIRECT", "\"data\":{\"to\":\"nobody\",\"text\":\"Hello?\"}"), "NOT_ONLINE");
        ack(jill.ask("DIRECT", "\"data\":{\"to\":\"jane\",\"text\":\"For later\"}"));

        JsonClient jane = connect(false);
        JsonNode token = ack(jane.ask(
                        "LOGIN",
                        "\"source\":\"jane\",\"data\":{\"mechanism\":\"plain\",\"password\":\"" + PASSWORD
                                + "\",\"resumable\":true}"))
                .path("data")
                .path("token");
        assertThat(jane.nextOf("DIRECT").path("replay").booleanValue()).isTrue();
        JsonClient again = connect(true);
        ack(again.ask("LOGIN", "\"source\":\"jane\",\"data\":{\"mechanism\":\"token\",\"token\":" + token + "}"));
        assertThat(jane.nextEvent("kicked").has("session")).isFalse();
    }

    private static void fallBehind(JsonClient jill, JsonClient jim) throws Exception {
        ack(jill.ask("CREATE", "\"session\":\"fast\",\"data\":{\"durable\":false}"));
        JsonNode joined = ack(jim.ask("JOIN", "\"session\":\"fast\",\"data\":{\"after\":1}"));
        assertThat(joined.path("data").path("recovered").booleanValue()).isFalse();
        jim.reads(false);
        String text = "More than the buffers on the way to somebody who does not read hold. ".repeat(400);
        for (int i = 0; i < 600; i++) { // 16 MB
            ack(jill.ask("TEXT", "\"session\":\"fast\",\"data\":\"" + text + "\""));
        }
        jim.reads(true);
        jim.nextEvent("lagged");
    }

    private void putOut(JsonClient jill, JsonClient jack, JsonClient jim) throws Exception {
        String account = "\"session\":\"lab\",\"data\":{\"account\":\"jack\"";
        nak(jack.ask("KICK", "\"session\":\"lab\",\"data\":{\"account\":\"jill\"}"), "FORBIDDEN");
        ack(jill.ask("KICK", account + ",\"reason\":\"noise\"}"));
        assertThat(jack.nextEvent("kicked").path("session").textValue()).isEqualTo("lab");
        ack(jack.ask("JOIN", "\"session\":\"lab\""));
        ack(jill.ask("BAN", account + ",\"reason\":\"more noise\",\"seconds\":3600}"));
        nak(jack.ask("JOIN", "\"session\":\"lab\""), "FORBIDDEN");
        ack(jill.ask("UNBAN", account + "}"));
        ack(jill.ask("UNBAN", account + "}"));
        ack(jack.ask("JOIN", "\"session\":\"lab\""));
        server.announce("Down at noon");
        server.announce("lab", "Mice are out");
        assertThat(jack.nextEvent("announcement").has("session")).isFalse();
        assertThat(jack.nextEvent("announcement").path("session").textValue()).isEqualTo("lab");
        ack(jill.ask("CLOSE", "\"session\":\"fast\""));
        jim.nextEvent("closed");
        ack(jill.ask("BAN", "\"data\":{\"account\":\"jim\"}"));
        jim.nextEvent("kicked");
        jim.awaitClose();
        ack(jill.ask("UNBAN", "\"data\":{\"account\":\"jim\"}"));
    }

    private void end(JsonClient jill, JsonClient jack) throws Exception {
        ack(jack.ask("LOGOUT", ""));
        jack.awaitClose();
        server.close(Duration.ofSeconds(5)).get(30, SECONDS);
        jill.nextEvent("shutdown");
    }

    @Test
    void describesWhatASilentClientIsAsked() throws Exception {
        ConfabServer impatient = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .limits(limits -> limits.idle(Duration.ofSeconds(1)))
                .gateway(WebSocketGateway.builder().build())
                .start()
                .get(30, SECONDS);
        try {
            JsonClient jill = JsonClient.connect(group, impatient.address(), false);
            clients.add(jill);
            ack(jill.ask("LOGIN", "\"source\":\"jill\",\"data\":\"x\""));

            JsonNode ping = jill.nextOf("PING");

            jill.say("{\"type\":\"ACK\",\"requestId\":" + ping.path("requestId") + "}");
            assertAllAsDescribed();
        } finally {
            impatient.close(Duration.ZERO).get(30, SECONDS);
        }
    }

    @Test
    void namesTheTypesAndEventsThatTheProtocolHas() throws Exception {
        Set<String> commands = typesIn(section("Client → server", "Server → client"));
        commands.add("ACK"); // of a PING
        assertThat(MessageSchema.words("fromClient", "type"))
                .isEqualTo(commands)
                .hasSizeGreaterThan(15);
        assertThat(MessageSchema.words("fromServer", "type"))
                .isEqualTo(typesIn(section("Server → client", "### Replies in detail")));
        assertThat(MessageSchema.words("event", "event")).isEqualTo(eventsInProtocol());
    }

    private JsonClient connect(boolean deflates) throws Exception {
        JsonClient client = JsonClient.connect(group, server.address(), deflates);
        clients.add(client);
        return client;
    }

    private void assertAllAsDescribed() throws Exception {
        MessageSchema whole = MessageSchema.whole();
        MessageSchema fromClient = MessageSchema.of("fromClient");
        MessageSchema fromServer = MessageSchema.of("fromServer");
        for (JsonClient client : clients) {
            Map<Integer, String> asked = new HashMap<>();
            for (String message : client.sent()) {
                assertThat(fromClient.faults(message) + whole.faults(message))
                        .as(message)
                        .isEmpty();
                JsonNode sent = JSON.readTree(message);
                if (!sent.path("type").textValue().equals("ACK")) {
                    asked.put(
                            sent.path("requestId").intValue(), sent.path("type").textValue());
                }
            }
            for (String message : client.received()) {
                assertThat(fromServer.faults(message) + whole.faults(message))
                        .as(message)
                        .isEmpty();
                JsonNode received = JSON.readTree(message);
                if (received.path("type").textValue().equals("ACK")) {
                    String command = asked.get(received.path("requestId").intValue());
                    assertThat(MessageSchema.ofAck(command).faults(message))
                            .as(command + ": " + message)
                            .isEmpty();
                }
            }
        }
    }

    private Set<String> typesOf(Function<JsonClient, List<String>> direction) throws Exception {
        Set<String> types = new TreeSet<>();
        for (JsonClient client : clients) {
            for (String message : direction.apply(client)) {
                types.add(JSON.readTree(message).path("type").textValue());
            }
        }
        return types;
    }

    private Set<String> eventsReceived() throws Exception {
        Set<String> events = new TreeSet<>();
        for (JsonClient client : clients) {
            for (String message : client.received()) {
                JsonNode received = JSON.readTree(message);
                if (received.path("type").textValue().equals("EVENT")) {
                    events.add(received.path("data").path("event").textValue());
                }
            }
        }
        return events;
    }

    private static Set<String> eventsInProtocol() throws Exception {
        Set<String> events = found(EVENT, section("### Events in detail", "`NAK` codes"));
        events.remove("event"); // the head of the table
        return events;
    }

    private static Set<String> typesIn(String section) {
        return found(TYPE, section);
    }

    private static Set<String> found(Pattern pattern, String section) {
        Set<String> found = new TreeSet<>();
        Matcher matcher = pattern.matcher(section);
        while (matcher.find()) {
            found.add(matcher.group(1));
        }
        return found;
    }

    private static String section(String from, String to) throws Exception {
        String protocol = Files.readString(MessageSchema.DOCS.resolve("PROTOCOL.md"));
        int start = protocol.indexOf(from);
        return protocol.substring(start, protocol.indexOf(to, start));
    }
}
