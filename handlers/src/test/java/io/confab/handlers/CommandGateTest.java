package io.confab.handlers;

import static io.confab.handlers.Commands.join;
import static io.confab.handlers.Commands.login;
import static io.confab.handlers.Commands.ping;
import static io.confab.handlers.Commands.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.NakCode;
import io.confab.codec.Decoding;
import io.confab.codec.Nak;
import io.confab.codec.PingCommand;
import io.confab.session.Hold;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CommandGateTest {

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void letsNothingPassToWhomDoesNotRead() {
        TestClient jill = server.login("jill");
        jill.writable(false);
        assertThat(jill.reads()).isFalse();
        assertThat(jill.ask(ping(2), ping(3))).isEmpty();
        jill.writable(true);
        assertThat(jill.received()).containsExactly("ACK 2", "ACK 3");
        assertThat(jill.reads()).isTrue();
    }

    @Test
    void deliversNothingWhileAGatewayHasEnough() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(join(2, "lab"));
        jill.channel.pipeline().fireUserEventTriggered(Delivery.PAUSE);
        jack.ask(text(0, "lab", "one"), text(0, "lab", "two"));
        assertThat(jill.ask(ping(3))).containsExactly("ACK 3");
        jill.channel.pipeline().fireUserEventTriggered(Delivery.RESUME);
        assertThat(jill.received()).containsExactly("TEXT lab jack #1 one", "TEXT lab jack #2 two");
    }

    @Test
    void letsAGatewaysOwnHandlersSeeEachCommandInItsTurn() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        server.authenticator = (account, password) -> answer;
        EmbeddedChannel channel = new EmbeddedChannel();
        TestClient jill = server.connect(channel, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext ctx, Object msg) {
                if (msg instanceof PingCommand ping) {
                    ctx.write(new Nak(ping.requestId(), NakCode.FORBIDDEN, "no"), ctx.voidPromise());
                } else {
                    ctx.fireChannelRead(msg);
                }
            }
        });
        assertThat(jill.ask(login(1, "jill", "-"), ping(2))).isEmpty();
        answer.complete(true);
        server.run();
        assertThat(jill.received()).containsExactly("ACK 1", "NAK 2 FORBIDDEN no");
    }

    @Test
    void letsNothingPassOfWhomEverySessionHoldsBack() {
        TestClient jill = server.login("jill");
        jill.channel.pipeline().fireUserEventTriggered(Hold.BEGIN);
        jill.channel.pipeline().fireUserEventTriggered(Hold.BEGIN);
        assertThat(jill.reads()).isFalse();
        assertThat(jill.ask(ping(2), ping(3))).isEmpty();
        jill.channel.pipeline().fireUserEventTriggered(Hold.END);
        jill.writable(false);
        jill.writable(true);
        assertThat(jill.received()).isEmpty();
        assertThat(jill.reads()).isFalse();
        jill.channel.pipeline().fireUserEventTriggered(Hold.END);
        assertThat(jill.received()).containsExactly("ACK 2", "ACK 3");
        assertThat(jill.reads()).isTrue();
    }

    @Test
    void hasTheDecodersGoOnOnceNothingWaitsAnyMore() {
        TestClient jill = server.login("jill");
        List<Boolean> reads = new ArrayList<>();
        jill.channel.pipeline().addFirst(new ChannelInboundHandlerAdapter() {
            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                if (event == Decoding.PROCEED) {
                    reads.add(jill.reads());
                }
                ctx.fireUserEventTriggered(event);
            }
        });
        jill.writable(false);
        jill.send(ping(2));
        assertThat(reads).isEmpty();
        jill.writable(true);
        assertThat(reads).containsExactly(true);
    }

    @Test
    void letsNothingOvertakeWhatWaits() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        server.authenticator = (account, password) -> answer;
        TestClient jill = server.connect();
        jill.send(login(1, "jill", "-"), ping(2));
        jill.send(ping(3)); // what the socket had already brought
        answer.complete(true);
        server.run();
        assertThat(jill.ask(ping(4))).containsExactly("ACK 1", "ACK 2", "ACK 3", "ACK 4");
    }

    @Test
    void goesOnOnlyWhenNothingKeepsItBack() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        server.authenticator = (account, password) -> answer;
        TestClient jill = server.connect();
        jill.send(login(1, "jill", "-"), ping(2));
        jill.writable(false);
        jill.writable(true);
        assertThat(jill.received()).isEmpty();
        assertThat(jill.reads()).isFalse();
        jill.writable(false);
        answer.complete(true);
        server.run();
        assertThat(jill.received()).containsExactly("ACK 1");
        assertThat(jill.reads()).isFalse();
        jill.writable(true);
        assertThat(jill.received()).containsExactly("ACK 2");
        assertThat(jill.reads()).isTrue();
    }

    @Test
    void waitsAgainForAnExclusiveCommandAmongThoseThatWaited() {
        CompletableFuture<Boolean> first = new CompletableFuture<>();
        CompletableFuture<Boolean> second = new CompletableFuture<>();
        server.authenticator = (account, password) -> account.equals("jill") ? first : second;
        TestClient jill = server.connect();
        jill.send(login(1, "jill", "-"), login(2, "jack", "-"), ping(3));
        first.complete(false);
        server.run();
        assertThat(jill.received()).singleElement().asString().startsWith("NAK 1 BAD_CREDENTIALS");
        assertThat(jill.reads()).isFalse();
        second.complete(true);
        server.run();
        assertThat(jill.received()).containsExactly("ACK 2", "ACK 3");
    }

    @Test
    void handsOverWhatWaitedToTheSessionToo() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(join(2, "lab"));
        jill.writable(false);
        jill.send(text(3, "lab", "late"));
        assertThat(jack.received()).isEmpty();
        jill.writable(true);
        assertThat(jill.received()).containsExactly("ACK 3 #1");
        assertThat(jack.received()).containsExactly("TEXT lab jill #1 late");
    }

    @Test
    void letsAMemberGoOnThatLagged() {
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        jill.ask(Commands.create(2, "lab"));
        jack.ask(join(2, "lab"));
        jack.writable(false);
        jill.ask(text(3, "lab", "hello"));
        assertThat(jack.received()).isEmpty();
        jack.writable(true);
        assertThat(jack.received()).containsExactly("TEXT lab jill #1 hello");
    }

    @Test
    void forgetsAConnectionThatIsLostWhileSomethingWaits() {
        CompletableFuture<Boolean> answer = new CompletableFuture<>();
        server.authenticator = (account, password) -> answer;
        TestClient jill = server.connect();
        jill.send(login(1, "jill", "-"), Commands.create(2, "lab"));
        jill.disconnect();
        answer.complete(true);
        server.run();
        assertThat(server.services().sessions().size()).isZero();
        assertThat(server.services().online().size()).isZero();
    }
}
