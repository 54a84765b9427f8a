package io.confab.examples.embed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.TextEvent;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EmbedServerTest {

    @Test
    void twoPeopleTalkAndTheApplicationEndsWhenItIsTold() throws Exception {
        Process application = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        EmbedServer.class.getName())
                .inheritIO()
                .start();
        BlockingQueue<TextEvent> heard = new LinkedBlockingQueue<>();
        try (ConfabClient jill = connect(new ClientListener() {});
                ConfabClient jack = connect(new ClientListener() {
                    @Override
                    public void text(TextEvent event) {
                        heard.add(event);
                    }
                })) {
            jill.login("jill", "anything").join();
            jack.login("jack", "anything").join();
            jill.create("lab").join();
            jack.join("lab").join();
            jill.say("lab", "hello").join();
            TextEvent event = heard.poll(20, TimeUnit.SECONDS);
            assertThat(event).isNotNull();
            assertThat(event.message().source()).isEqualTo("jill");
            assertThat(event.message().data()).isEqualTo("hello".getBytes(StandardCharsets.UTF_8));
        } finally {
            application.destroy(); // SIGTERM
            assertThat(application.waitFor(20, TimeUnit.SECONDS)).isTrue();
        }
    }

    private static ConfabClient connect(ClientListener listener) {
        return await().ignoreExceptions()
                .until(() -> ConfabClient.builder().listener(listener).connect().join(), client -> true);
    }

    @Test
    void isQuotedInTheReadmeAsItIs() throws IOException {
        Path source = Path.of("src/main/java/io/confab/examples/embed/EmbedServer.java");
        String body = Files.readString(source);
        int from = body.indexOf("        ConfabServer server");
        int to = body.indexOf("    }\n", from);
        String quoted = body.substring(from, to).stripTrailing().stripIndent();
        assertThat(Files.readString(Path.of("../../README.md"))).contains(quoted);
    }
}
