package application;

import io.confab.client.ClientListener;
import io.confab.client.ConfabClient;
import io.confab.codec.TextEvent;
import io.confab.server.ConfabServer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Two people talk over a server in the same JVM; prints what the second hears, and whether this is a named module. */
public final class Application {

    public static void main(String[] args) throws Exception {
        ConfabServer server = ConfabServer.builder().port(0).openAccounts().start().get();
        CompletableFuture<String> heard = new CompletableFuture<>();
        int port = server.address().getPort();
        try (ConfabClient jill = ConfabClient.builder().host("127.0.0.1").port(port).connect().get();
                ConfabClient jack = ConfabClient.builder()
                        .host("127.0.0.1")
                        .port(port)
                        .listener(new ClientListener() {
                            @Override
                            public void text(TextEvent event) {
                                heard.complete(event.message().source() + ": " + new String(event.message().data()));
                            }
                        })
                        .connect()
                        .get()) {
            jill.login("jill", "-").get();
            jack.login("jack", "-").get();
            jill.create("lobby").get();
            jack.join("lobby").get();
            jill.say("lobby", "hello").get();
            System.out.println(heard.get() + " (" + ConfabServer.class.getModule() + ")");
        }
        server.close(Duration.ofSeconds(5)).get();
    }
}
