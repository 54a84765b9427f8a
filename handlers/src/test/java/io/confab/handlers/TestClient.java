package io.confab.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.codec.Ack;
import io.confab.codec.DirectEvent;
import io.confab.codec.FrameDecoder;
import io.confab.codec.Message;
import io.confab.codec.MessageCodec;
import io.confab.codec.Nak;
import io.confab.codec.NativeFormat;
import io.confab.codec.PluginMessage;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.Stamp;
import io.confab.codec.TextEvent;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A client of a {@link TestServer}. What it is sent is told in words: {@code ACK 7}, {@code NAK 7 FORBIDDEN reason},
 * {@code TEXT lobby jill #1 hello}, where #1 is the first sequence of a session that began with the clock.
 */
final class TestClient {

    private final TestServer server;
    final EmbeddedChannel channel;

    TestClient(TestServer server, EmbeddedChannel channel, ChannelHandler... inTurn) {
        this.server = server;
        this.channel = channel;
        channel.freezeTime();
        server.handlers().addTo(channel.pipeline(), NativeFormat.INSTANCE, inTurn);
    }

    /** Sends messages in one read, lets everything that follows happen, and returns what came back. */
    List<String> ask(Message... messages) {
        send(messages);
        return received();
    }

    void send(Message... messages) {
        channel.writeInbound((Object[]) messages);
        server.run();
    }

    /** What it was sent since it was last asked this. */
    List<String> received() {
        channel.checkException();
        List<String> words = new ArrayList<>();
        for (Object each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            if (each instanceof ByteBuf frames) {
                decode(frames).forEach(message -> words.add(words(message)));
            } else {
                words.add(words(each));
            }
        }
        return words;
    }

    ClientContext context() {
        return ClientContext.of(channel);
    }

    boolean reads() {
        return channel.config().isAutoRead();
    }

    void writable(boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        server.run();
    }

    void sendAway() {
        CommandHandlers.sendAway(channel, new ShutdownEvent(1000));
        server.run();
    }

    void disconnect() {
        channel.close();
        server.run();
    }

    private static List<Message> decode(ByteBuf frames) {
        EmbeddedChannel decoder = new EmbeddedChannel(new FrameDecoder(1 << 20), MessageCodec.client());
        decoder.writeInbound(frames);
        List<Message> messages = new ArrayList<>();
        for (Message each = decoder.readInbound(); each != null; each = decoder.readInbound()) {
            messages.add(each);
        }
        decoder.finishAndReleaseAll();
        return messages;
    }

    private static String words(Object sent) {
        if (sent instanceof Ack ack) {
            return "ACK " + ack.requestId() + stamp(ack.stamp())
                    + (ack.data().length == 0 ? "" : " " + new String(ack.data(), UTF_8));
        }
        if (sent instanceof Nak nak) {
            return "NAK " + nak.requestId() + " " + nak.code().text() + " " + nak.reason();
        }
        if (sent instanceof TextEvent text) {
            return (text.replay() ? "REPLAY " : "TEXT ")
                    + (text.requestId() == 0 ? "" : text.requestId() + " ")
                    + text.message().session() + " " + text.message().source()
                    + stamp(new Stamp(text.message().sequence(), 0)) + " "
                    + new String(text.message().data(), UTF_8);
        }
        if (sent instanceof DirectEvent direct) {
            return (direct.replay() ? "KEPT " : "DIRECT ") + direct.source() + stamp(direct.stamp()) + " "
                    + direct.text();
        }
        if (sent instanceof PluginMessage message) {
            return "PLUGIN " + message.source() + " " + new String(message.data(), UTF_8);
        }
        return String.valueOf(sent);
    }

    private static String stamp(@Nullable Stamp stamp) {
        return stamp == null ? "" : " #" + (stamp.sequence() - TestClock.START * 1000);
    }
}
