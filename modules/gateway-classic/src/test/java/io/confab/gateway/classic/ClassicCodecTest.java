package io.confab.gateway.classic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.codec.Ack;
import io.confab.codec.ClosedEvent;
import io.confab.codec.Command;
import io.confab.codec.CreateCommand;
import io.confab.codec.DirectEvent;
import io.confab.codec.JoinCommand;
import io.confab.codec.KickedEvent;
import io.confab.codec.LaggedEvent;
import io.confab.codec.LeaveCommand;
import io.confab.codec.ListCommand;
import io.confab.codec.ListResult;
import io.confab.codec.LoginCommand;
import io.confab.codec.LogoutCommand;
import io.confab.codec.Message;
import io.confab.codec.Nak;
import io.confab.codec.PresenceEvent;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.Stamp;
import io.confab.codec.TextCommand;
import io.confab.handlers.Delivery;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.LeakPresenceDetector;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ClassicCodecTest {

    private final List<Object> deliveries = new ArrayList<>();
    private EmbeddedChannel channel = channel(ClassicNumbering.SEED);

    private EmbeddedChannel channel(ClassicNumbering numbering) {
        ClassicDecoder decoder = new ClassicDecoder(numbering);
        EmbeddedChannel client =
                new EmbeddedChannel(decoder, new ClassicCodec(numbering, decoder), new ChannelInboundHandlerAdapter() {
                    @Override
                    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                        deliveries.add(event);
                    }
                });
        client.freezeTime();
        return client;
    }

    @AfterEach
    void leavesNothingBehind() {
        channel.finishAndReleaseAll();
        LeakPresenceDetector.check();
    }

    // ---- requests ----

    @Test
    void makesCommandsOfRequests() {
        LoginCommand login = (LoginCommand) command("1:8:jill:jill,abc");
        assertThat(login.source()).isEqualTo("jill");
        assertThat(login.credentials()).asString(UTF_8).isEqualTo("abc");
        JoinCommand join = (JoinCommand) command("5:4:jack:lab\n");
        assertThat(join.source()).isEmpty(); // the connection's own, whatever the frame says
        assertThat(join.session()).isEqualTo("lab");
        assertThat(join.after()).isNull();
        assertThat(command("10:3:jill:lab")).isInstanceOf(CreateCommand.class);
        assertThat(((LeaveCommand) command("8:6:jill:filler")).session()).isEmpty();
        assertThat(command("13:0:jill:")).isInstanceOf(ListCommand.class);
        assertThat(command("4:0:jill:")).isInstanceOf(LogoutCommand.class);
        assertThat(command("15:0:jill:")).isInstanceOf(LogoutCommand.class);
    }

    @Test
    void saysWhatIsTypedWithoutTheEndOfTheLine() {
        TextCommand text = (TextCommand) command("12:9:Mallory:Hi\nthere\n");
        assertThat(text.data()).asString(UTF_8).isEqualTo("Hi\nthere");
        assertThat(text.source()).isEmpty();
        assertThat(text.requestId()).isZero();
        channel.writeInbound(ClassicDecoderTest.bytes(channel, "12:1:jill:\n12:0:jill:"));
        assertThat(channel.<Object>readInbound()).isNull();
    }

    // ---- replies ----

    @Test
    void answersALogin() {
        int id = request("1:3:jill:abc");
        assertThat(sent(new Ack(id))).containsExactly("2:7:server:Welcome");
        id = request("1:3:jill:abc");
        assertThat(sent(refusal(id, NakCode.BAD_CREDENTIALS))).containsExactly("3:15:server:bad credentials");
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void answersWithTheSessionsNameExactly() {
        int id = request("5:4:jill:lab\n");
        assertThat(sent(new Ack(id))).containsExactly("6:3:server:lab");
        id = request("10:3:jill:lab");
        assertThat(sent(new Ack(id))).containsExactly("11:3:server:lab");
        id = request("5:3:jill:lab");
        assertThat(sent(refusal(id, NakCode.NO_SUCH_SESSION))).containsExactly("7:20:server:lab, no such session");
    }

    @Test
    void refusesASessionAsItsNumberingDoes() {
        int id = request("10:3:jill:lab");
        assertThat(sent(refusal(id, NakCode.SESSION_EXISTS))).containsExactly("11:2:server:-1");
        channel.finishAndReleaseAll();
        channel = channel(ClassicNumbering.LAB0);
        sent(new Ack(request("0:3:jill:abc")));
        id = request("8:3:jill:lab");
        assertThat(sent(refusal(id, NakCode.SESSION_EXISTS))).containsExactly("6:19:server:lab, session exists");
    }

    @Test
    void cutsALongNameInARefusal() {
        int id = request("5:1000:jill:" + "x".repeat(1000));
        List<String> sent = sent(refusal(id, NakCode.INVALID_NAME));
        assertThat(sent).hasSize(1);
        assertThat(sent.get(0)).endsWith("xxx, invalid name").hasSizeLessThan(500);
    }

    @Test
    void answersAQuery() {
        int id = request("13:0:jill:");
        ListResult list =
                new ListResult(List.of(new ListResult.Entry("lab", 1, null, null)), List.of("jack", "jill"), false);
        assertThat(sent(Ack.of(id, list)))
                .containsExactly("14:51:server:Active sessions | lab, \nActive users | jack, jill, ");
    }

    @Test
    void hasNoAnswerToTheRest() {
        assertThat(sent(new Ack(request("8:3:jill:lab")))).isEmpty();
        assertThat(sent(refusal(request("8:3:jill:lab"), NakCode.NOT_A_MEMBER))).isEmpty();
        assertThat(sent(new Ack(request("4:0:jill:")))).isEmpty();
        assertThat(sent(new Ack(0), new Nak(0, NakCode.INTERNAL, "-"))).isEmpty();
        assertThat(channel.isActive()).isTrue();
    }

    @Test
    void letsGoWhoExitsWithoutALogin() {
        channel.writeAndFlush(refusal(request("4:0:jill:"), NakCode.NOT_LOGGED_IN));
        assertThat(channel.isActive()).isFalse();
    }

    // ---- events ----

    @Test
    void saysWhatAUserShouldKnowAndNothingOfComingAndGoing() {
        assertThat(sent(
                        new PresenceEvent("lab", List.of("jack"), List.of(), 2),
                        new DirectEvent("a-name-that-is-long", new Stamp(1, 2), "psst"),
                        new LaggedEvent("lab", 1, 2),
                        new ClosedEvent("lab", "-"),
                        new KickedEvent("lab", "-"),
                        new ShutdownEvent(1000)))
                .containsExactly(
                        "12:4:a-name-that-is-:psst",
                        "12:21:server:Messages were missed.",
                        "12:22:server:The session is closed.",
                        "12:32:server:You were put out of the session.",
                        "12:22:server:The server is closing.");
    }

    @Test
    void knowsWhetherItIsInASession() {
        ClassicCodec codec = channel.pipeline().get(ClassicCodec.class);
        assertThat(codec.inSession()).isFalse();
        sent(refusal(request("5:3:jill:lab"), NakCode.NO_SUCH_SESSION));
        assertThat(codec.inSession()).isFalse();
        sent(new Ack(request("5:3:jill:lab")));
        assertThat(codec.inSession()).isTrue();
        sent(new Ack(request("8:3:jill:lab")));
        assertThat(codec.inSession()).isFalse();
        sent(new Ack(request("10:3:jill:lab")));
        assertThat(codec.inSession()).isTrue();
        sent(new ClosedEvent("lab", "-"));
        assertThat(codec.inSession()).isFalse();
    }

    // ---- pace ----

    @Test
    void sendsOneFrameAWriteAndAGapApart() {
        channel.writeOutbound(slice("one", "two"), slice("three"));
        assertThat(written()).containsExactly("12:3:jack:one\0");
        assertThat(deliveries).containsExactly(Delivery.PAUSE);
        wait(19);
        assertThat(written()).isEmpty();
        wait(1);
        assertThat(written()).containsExactly("12:3:jack:two\0");
        wait(20);
        assertThat(written()).containsExactly("12:5:jack:three\0");
        assertThat(deliveries).containsExactly(Delivery.PAUSE, Delivery.RESUME);
        wait(19);
        channel.writeOutbound(slice("four"));
        assertThat(written()).isEmpty();
        wait(1);
        assertThat(written()).containsExactly("12:4:jack:four\0");
        wait(20);
        channel.writeOutbound(slice("five"));
        assertThat(written()).containsExactly("12:4:jack:five\0");
    }

    @Test
    void answersInFrontOfWhatWasSaid() {
        channel.writeOutbound(slice("one", "two"));
        int id = request("13:0:jill:");
        channel.writeOutbound(Ack.of(id, new ListResult(List.of(), List.of(), false)));
        assertThat(written()).containsExactly("12:3:jack:one\0");
        wait(20);
        assertThat(written()).containsExactly("14:34:server:Active sessions | \nActive users | \0");
        wait(20);
        assertThat(written()).containsExactly("12:3:jack:two\0");
    }

    @Test
    void forgetsWhatWasSaidInASessionThatWasLeft() {
        channel.writeOutbound(slice("one", "two", "three"));
        written();
        channel.writeOutbound(new Ack(request("8:3:jill:lab")));
        wait(100);
        assertThat(written()).isEmpty();
        assertThat(deliveries).containsExactly(Delivery.PAUSE, Delivery.RESUME);
    }

    @Test
    void readsNoMoreFromAClientThatHasManyAnswersToCome() {
        int asked = 0;
        while (channel.isWritable()) {
            channel.writeOutbound(new Ack(request("5:3:jill:lab")));
            assertThat(++asked).isLessThan(1000);
        }
        int answered = 0;
        while (!channel.isWritable()) {
            wait(20);
            answered += written().size();
        }
        assertThat(answered).isBetween(asked / 3, asked);
        for (int i = 0; i < asked; i++) {
            wait(20);
        }
        assertThat(answered + written().size()).isEqualTo(asked);
    }

    @Test
    void tellsWhoWaitsOnceEverythingBeforeIsSent() {
        channel.writeOutbound(new Ack(request("5:3:jill:lab")), new Ack(request("5:3:jill:lab")));
        ChannelFuture last = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        assertThat(written()).hasSize(1);
        assertThat(last.isDone()).isFalse();
        wait(20);
        assertThat(written()).hasSize(1);
        assertThat(last.isDone()).isFalse();
        wait(20);
        assertThat(last.isSuccess()).isTrue();
    }

    @Test
    void closesBehindWhatWasSaidButDoesNotKeepWhoLogsOutWaitingForIt() {
        channel.writeOutbound(slice("one", "two"), new ShutdownEvent(1));
        ChannelFuture last = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        wait(20);
        assertThat(last.isDone()).isFalse();
        wait(20);
        assertThat(written()).hasSize(3);
        wait(20);
        assertThat(last.isSuccess()).isTrue();
        channel.writeOutbound(slice("three", "four"), new Ack(request("4:0:jill:")));
        last = channel.writeAndFlush(Unpooled.EMPTY_BUFFER);
        wait(20);
        assertThat(last.isSuccess()).isTrue();
    }

    @Test
    void failsWhatIsNotSentWhenTheClientGoes() {
        channel.writeAndFlush(slice("one", "two"));
        ChannelFuture event = channel.writeAndFlush(new ShutdownEvent(1));
        channel.close();
        channel.runPendingTasks();
        assertThat(event.isDone()).isTrue();
        assertThat(event.isSuccess()).isFalse();
        written();
        assertThat(channel.writeAndFlush(slice("three")).isSuccess()).isFalse();
    }

    // ---- helpers ----

    private Command command(String frame) {
        channel.writeInbound(ClassicDecoderTest.bytes(channel, frame));
        Command command = channel.readInbound();
        assertThat(command).as(frame).isNotNull();
        return command;
    }

    private int request(String frame) {
        return command(frame).requestId();
    }

    private static Nak refusal(int requestId, NakCode code) {
        return new Nak(requestId, new CommandException(code, "something: else (expected: this)"));
    }

    /** What was written for messages, without the NULs, whenever it is sent. */
    private List<String> sent(Message... messages) {
        channel.writeOutbound((Object[]) messages);
        List<String> sent = new ArrayList<>();
        for (int i = 0; i <= messages.length * 2; i++) {
            for (String frame : written()) {
                assertThat(frame).endsWith("\0");
                sent.add(frame.substring(0, frame.length() - 1));
            }
            wait(20);
        }
        return sent;
    }

    private void wait(int millis) {
        channel.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    /** One for each write. */
    private List<String> written() {
        List<String> written = new ArrayList<>();
        for (ByteBuf each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            if (each.isReadable()) {
                written.add(each.toString(UTF_8));
            }
            each.release();
        }
        return written;
    }

    private ByteBuf slice(String... texts) {
        ByteBuf out = channel.alloc().buffer();
        for (String text : texts) {
            LoggedMessage message = new LoggedMessage("lab", "jack", 1, 2, null, false, text.getBytes(UTF_8));
            ClassicNumbering.SEED.format().encode(message, 0, false, out);
        }
        return out;
    }
}
