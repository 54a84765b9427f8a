package io.confab.examples.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.client.ConfabClient;
import io.confab.server.ConfabServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineGatewayTest {

    private ConfabServer server;
    private Nc jill;

    @BeforeEach
    void start() throws IOException {
        server = ConfabServer.builder()
                .port(0)
                .openAccounts()
                .gateway(new LineGateway(0))
                .start()
                .join();
        jill = new Nc();
        jill.type("/login jill secret");
        assertThat(jill.line()).isEqualTo("* /login: done");
    }

    @AfterEach
    void close() throws IOException {
        jill.close();
        server.close(Duration.ofSeconds(1)).join();
    }

    @Test
    void letsNcTalkToANativeClient() throws IOException {
        jill.type("/create lab");
        assertThat(jill.line()).isEqualTo("* /create: done");
        ConfabClient jack = jack();
        jack.join("lab").join();
        assertThat(jill.line()).isEqualTo("* lab: joined [jack], left []");
        jack.say("lab", "Hi Jill:\nhow are you?").join();
        assertThat(jill.line()).isEqualTo("lab jack: Hi Jill: how are you?");
        jill.type("Fine.");
        jill.type("/list");
        assertThat(jill.line()).isEqualTo("* session lab");
        assertThat(jill.line()).isEqualTo("* user jack");
        assertThat(jill.line()).isEqualTo("* user jill");
        assertThat(jack.lastSequence("lab")).isPresent();
        assertThat(server.sessions().encodings()).containsOnlyKeys("native", "lines");
        jack.close();
    }

    @Test
    void tellsWhatWasRefused() throws IOException {
        jill.type("/join nowhere");
        assertThat(jill.line()).isEqualTo("* /join: session: nowhere (expected: an existing one)");
        jill.type("Is anybody here?");
        assertThat(jill.line()).startsWith("* said: session: none");
        jill.type("/login");
        assertThat(jill.line()).startsWith("* /login: expected: /login NAME PASSWORD, ");
        jill.type("/quit");
        assertThat(jill.line()).isEqualTo("* /quit: done");
        assertThat(jill.line()).isNull();
    }

    @Test
    void tellsWhatHappensToAMember() throws IOException {
        ConfabClient jack = jack();
        jack.create("lab").join();
        jill.type("/join lab");
        assertThat(jill.news()).isEqualTo("* /join: done");
        jack.tell("jill", "Only for you").join();
        assertThat(jill.news()).isEqualTo("* jack to you: Only for you");
        jill.type("/msg jack Thank you");
        assertThat(jill.news()).isEqualTo("* /msg: done");
        jack.kick("lab", "jill", "no smoking").join();
        assertThat(jill.news()).isEqualTo("* lab: you were put out, no smoking");
        jill.type("/join lab");
        assertThat(jill.news()).isEqualTo("* /join: done");
        jack.end("lab").join();
        assertThat(jill.news()).startsWith("* lab: closed, ");
        server.close(Duration.ofSeconds(1)).join();
        assertThat(jill.news()).isEqualTo("* the server closes");
        assertThat(jill.news()).isNull();
    }

    @Test
    void refusesALineThatIsTooLongAndStays() throws IOException {
        jill.type("x".repeat(1500));
        assertThat(jill.line()).isEqualTo("* said: line: too long (expected: at most 1000 bytes)");
        jill.type("/quit");
        assertThat(jill.line()).isEqualTo("* /quit: done");
    }

    @Test
    void answersEverythingThatCameAtOnce() throws IOException {
        int requests = 20_000;
        jill.type("/join x\n".repeat(requests).strip());
        for (int i = 0; i < requests; i++) {
            assertThat(jill.line()).startsWith("* /join: ");
        }
    }

    private ConfabClient jack() {
        ConfabClient jack = ConfabClient.builder()
                .port(server.address().getPort())
                .connect()
                .join();
        jack.login("jack", "secret").join();
        return jack;
    }

    /** {@code nc 127.0.0.1 PORT}. */
    private final class Nc implements AutoCloseable {

        private final Socket socket = new Socket(
                InetAddress.getLoopbackAddress(), server.address("lines").getPort());
        private final BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

        Nc() throws IOException {
            socket.setSoTimeout(20_000);
        }

        void type(String line) throws IOException {
            socket.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
        }

        String line() throws IOException {
            return in.readLine();
        }

        /** The next line that does not say who came and went. */
        String news() throws IOException {
            String line = line();
            while (line != null && line.contains(": joined [")) {
                line = line();
            }
            return line;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
