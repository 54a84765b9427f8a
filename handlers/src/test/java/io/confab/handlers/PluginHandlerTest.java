package io.confab.handlers;

import static io.confab.handlers.Commands.ping;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.MessageType;
import io.confab.codec.PluginMessage;
import io.confab.codec.Reply;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PluginHandlerTest {

    private static final MessageType ROLL = MessageType.plugin(0x80, "ROLL");
    private static final MessageType POLL = MessageType.plugin(0xBF, "POLL");

    private final TestServer server = new TestServer();

    @AfterEach
    void leavesNothingBehind() {
        server.close();
    }

    @Test
    void servesItsOwnTypeOnly() {
        server.plugins =
                List.of(plugin(ROLL, call -> call.ack(new Roll(call.account(), 6))), plugin(POLL, PluginCall::ack));
        TestClient jill = server.login("jill");
        assertThat(jill.ask(command(2, ROLL, ""), command(3, POLL, ""), command(0, POLL, "")))
                .containsExactly("ACK 2 {\"account\":\"jill\",\"value\":6}", "ACK 3");
        assertThat(jill.ask(command(4, MessageType.plugin(0x81, "OTHER"), "")))
                .containsExactly("NAK 4 UNSUPPORTED type: 0x81 (expected: a known one)");
    }

    @Test
    void needsALoginAndItsOwnName() {
        server.plugins = List.of(plugin(ROLL, PluginCall::ack));
        assertThat(server.connect().ask(command(1, ROLL, "")))
                .containsExactly("NAK 1 NOT_LOGGED_IN command: ROLL (expected: LOGIN first)");
        assertThat(server.login("jill").ask(new PluginMessage(ROLL, 2, "jack", "", false, new byte[0])))
                .containsExactly("NAK 2 FORBIDDEN source: jack (expected: jill or none)");
    }

    @Test
    void findsTheSessionAndReachesAccounts() {
        server.plugins = List.of(plugin(ROLL, call -> {
            assertThat(call.session().name()).isEqualTo("lab");
            assertThat(call.sessions().size()).isOne();
            boolean reached = call.send("jack", call.command());
            boolean nobody = call.send("joan", call.command());
            return call.ack(new Sent(reached, nobody));
        }));
        TestClient jill = server.login("jill");
        TestClient jack = server.login("jack");
        assertThat(jill.ask(Commands.create(2, "lab"), command(3, ROLL, "dice")))
                .containsExactly("ACK 2", "ACK 3 {\"reached\":true,\"nobody\":false}");
        assertThat(jack.received()).containsExactly("PLUGIN  dice");
        jack.writable(false);
        assertThat(jill.ask(command(4, ROLL, "dice"))).containsExactly("ACK 4 {\"reached\":false,\"nobody\":false}");
        assertThat(jack.ask(command(2, ROLL, ""))).isEmpty();
        jack.writable(true);
        assertThat(jack.received()).containsExactly("NAK 2 NOT_A_MEMBER session: none (expected: one that was joined)");
    }

    @Test
    void mayTakeItsTimeWhileOtherCommandsGoOn() {
        CompletableFuture<Reply> reply = new CompletableFuture<>();
        server.plugins = List.of(plugin(ROLL, call -> reply.thenCompose(nothing -> call.ack())));
        TestClient jill = server.login("jill");
        assertThat(jill.ask(command(2, ROLL, ""), Commands.create(3, "lab"), ping(4)))
                .isEmpty();
        assertThat(server.services().sessions().size()).isOne();
        reply.complete(new io.confab.codec.Ack(2));
        server.run();
        assertThat(jill.received()).containsExactly("ACK 2", "ACK 3", "ACK 4");
    }

    @Test
    void refusesInItsOwnWords() {
        server.plugins = List.of(
                plugin(ROLL, call -> {
                    throw new CommandException(NakCode.FORBIDDEN, "no dice");
                }),
                plugin(
                        POLL,
                        call -> CompletableFuture.failedFuture(new CommandException(NakCode.RATE_LIMITED, "later"))));
        assertThat(server.login("jill").ask(command(2, ROLL, ""), command(3, POLL, "")))
                .containsExactly("NAK 2 FORBIDDEN no dice", "NAK 3 RATE_LIMITED later");
    }

    @Test
    void costsItsCallerOnlyAnAnswerWhereItFails() {
        server.plugins = List.of(
                plugin(ROLL, call -> {
                    throw new IllegalStateException("broken");
                }),
                plugin(POLL, call -> CompletableFuture.completedFuture(null)));
        TestClient jill = server.login("jill");
        assertThat(jill.ask(command(2, ROLL, ""), command(3, POLL, ""), ping(4)))
                .containsExactly(
                        "NAK 2 INTERNAL ROLL: failed (expected: an answer)",
                        "NAK 3 INTERNAL POLL: failed (expected: an answer)",
                        "ACK 4");
    }

    @Test
    void hasATypeOfItsOwn() {
        server.plugins = List.of(plugin(ROLL, PluginCall::ack), plugin(ROLL, PluginCall::ack));
        assertThatIllegalArgumentException().isThrownBy(server::handlers).withMessageContaining("each once");
        server.plugins = List.of(plugin(MessageType.TEXT, PluginCall::ack));
        assertThatIllegalArgumentException().isThrownBy(server::handlers).withMessageContaining("0x80 to 0xBF");
        server.plugins = List.of();
    }

    @Test
    void findsTheSessionOnTheEventLoopOnly() throws Exception {
        PluginCall[] kept = new PluginCall[1];
        server.plugins = List.of(plugin(ROLL, call -> {
            kept[0] = call;
            return call.ack();
        }));
        io.netty.channel.DefaultEventLoop loop = new io.netty.channel.DefaultEventLoop();
        try {
            io.netty.channel.local.LocalChannel channel = new io.netty.channel.local.LocalChannel();
            server.handlers().addTo(channel.pipeline(), io.confab.codec.NativeFormat.INSTANCE);
            loop.register(channel).get();
            ClientContext client = loop.submit(() -> ClientContext.of(channel)).get();
            PluginCall call = new PluginCall(client, server.services(), command(1, ROLL, ""));
            assertThatThrownBy(call::session)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("expected: the client's event loop");
            channel.close().get();
        } finally {
            loop.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).get();
        }
    }

    record Roll(String account, int value) {}

    record Sent(boolean reached, boolean nobody) {}

    private static PluginMessage command(int requestId, MessageType type, String data) {
        return new PluginMessage(
                type, requestId, "", "", false, data.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static CommandPlugin plugin(MessageType type, Function<PluginCall, CompletionStage<Reply>> handle) {
        return new CommandPlugin() {
            @Override
            public MessageType type() {
                return type;
            }

            @Override
            public CompletionStage<Reply> handle(PluginCall call) {
                return handle.apply(call);
            }
        };
    }
}
