package io.confab.handlers;

import static io.confab.handlers.Commands.login;
import static io.confab.handlers.Commands.ping;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.NativeFormat;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginDeadlineTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void closesWhoeverDoesNotLogIn() {
        TestClient silent = server.connect();
        TestClient chatty = server.connect();
        chatty.ask(ping(1));
        server.advance(9_999);
        assertThat(silent.channel.isActive()).isTrue();
        assertThat(chatty.channel.isActive()).isTrue();
        server.advance(1);
        assertThat(silent.channel.isActive()).isFalse();
        assertThat(chatty.channel.isActive()).isFalse();
    }

    @Test
    void leavesAloneWhoeverDoes() {
        TestClient jill = server.login("jill");
        server.advance(60_000);
        assertThat(jill.channel.isActive()).isTrue();
    }

    @Test
    void givesNoMoreTimeToWhomIsRefused() {
        server.authenticator = (account, password) -> CompletableFuture.completedFuture(false);
        TestClient jill = server.connect();
        server.advance(5_000);
        jill.ask(login(1, "jill", "-"));
        server.advance(5_000);
        assertThat(jill.channel.isActive()).isFalse();
    }

    @Test
    void waitsForAnAuthenticatorThatIsStillAsked() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        server.authenticator = (account, password) -> answer;
        TestClient jill = server.connect();
        server.advance(9_000);
        jill.send(login(1, "jill", "-"));
        server.advance(5_000);
        assertThat(jill.channel.isActive()).isTrue();
        answer.complete(true);
        server.run();
        assertThat(jill.received()).containsExactly("ACK 1");
        server.advance(60_000);
        assertThat(jill.channel.isActive()).isTrue();
    }

    @Test
    void closesWhoeverIsRefusedAfterAllAndStaysSilent() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        server.authenticator = (account, password) -> answer;
        TestClient jill = server.connect();
        server.advance(9_000);
        jill.send(login(1, "jill", "-"));
        server.advance(2_000);
        answer.complete(false);
        server.advance(9_999);
        assertThat(jill.channel.isActive()).isTrue();
        server.advance(10_000);
        assertThat(jill.channel.isActive()).isFalse();
    }

    @Test
    void beginsWithTheConnection() {
        EmbeddedChannel channel = new EmbeddedChannel(new ChannelInitializer<Channel>() {
            @Override
            protected void initChannel(Channel initialized) {
                ((EmbeddedChannel) initialized).freezeTime();
                server.handlers().addTo(initialized.pipeline(), NativeFormat.INSTANCE);
            }
        });
        channel.advanceTimeBy(10, TimeUnit.SECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void givesEachConnectionItsTime() {
        TestClient first = server.connect();
        server.advance(4_000);
        TestClient second = server.connect();
        server.advance(6_000);
        assertThat(first.channel.isActive()).isFalse();
        assertThat(second.channel.isActive()).isTrue();
        server.advance(4_000);
        assertThat(second.channel.isActive()).isFalse();
    }
}
