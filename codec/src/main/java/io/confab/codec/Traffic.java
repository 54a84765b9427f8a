package io.confab.codec;

import io.confab.api.Meter;
import io.confab.api.Metered;
import io.confab.api.Meters;
import io.confab.api.NakCode;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.ToLongFunction;

/** What all event loops of a server have sent, received, delivered and refused. Thread-safe. */
public final class Traffic implements Metered {

    private static final List<MessageType> RECEIVED = List.of(
            MessageType.LOGIN,
            MessageType.LOGOUT,
            MessageType.CREATE,
            MessageType.JOIN,
            MessageType.LEAVE,
            MessageType.LIST,
            MessageType.TEXT,
            MessageType.HISTORY,
            MessageType.DIRECT,
            MessageType.CLOSE,
            MessageType.READ,
            MessageType.REGISTER,
            MessageType.KICK,
            MessageType.BAN,
            MessageType.UNBAN,
            MessageType.PING);

    private static final List<MessageType> SENT =
            List.of(MessageType.ACK, MessageType.NAK, MessageType.EVENT, MessageType.TEXT, MessageType.DIRECT);

    private final List<LoopTraffic> loops = new CopyOnWriteArrayList<>();
    private final Tally refusals =
            new Tally(Meter.of("confab.refusals", "Commands that were refused, by the code of the refusal"), "code");

    /** Counts nothing yet. */
    public Traffic() {}

    /** What an event loop runs, with what is sent and received there counted here. */
    public Runnable counted(Runnable eventLoop) {
        return () -> {
            LoopTraffic loop = new LoopTraffic(this);
            loops.add(loop);
            loop.enter();
            eventLoop.run();
        };
    }

    /** How many messages of sessions were written to members; one said in a session of three comes to two. */
    public long deliveries() {
        return sum(LoopTraffic::deliveries);
    }

    /** How many messages of a type came from clients, plug-ins' types included. */
    public long received(MessageType type) {
        return sum(loop -> loop.received(type.code()));
    }

    /** How many messages of a type went to clients, beside {@linkplain #deliveries() those of sessions}. */
    public long sent(MessageType type) {
        return sum(loop -> loop.sent(type.code()));
    }

    /** How many bytes came from clients. */
    public long bytesReceived() {
        return sum(LoopTraffic::bytesReceived);
    }

    /** How many bytes went to clients. */
    public long bytesSent() {
        return sum(LoopTraffic::bytesSent);
    }

    /** How many commands were refused with a code. */
    public long refusals(NakCode code) {
        return refusals.of(code.text());
    }

    private long sum(ToLongFunction<LoopTraffic> count) {
        return loops.stream().mapToLong(count).sum();
    }

    void refused(NakCode code) {
        refusals.count(code.text());
    }

    @Override
    public void publish(Meters meters) {
        meters.counter(
                Meter.of("confab.received", "Bytes from clients, behind TLS").in("bytes"), this::bytesReceived);
        meters.counter(
                Meter.of("confab.sent", "Bytes to clients, in front of TLS").in("bytes"), this::bytesSent);
        meters.counter(
                Meter.of("confab.deliveries", "Messages of sessions that were written to members"), this::deliveries);
        Meter received = Meter.of("confab.messages.received", "Messages from clients, by type");
        for (MessageType type : RECEIVED) {
            meters.counter(received.with("type", name(type)), () -> received(type));
        }
        meters.counter(
                received.with("type", "plugin"),
                () -> sum(loop -> sum(loop, MessageType.PLUGIN_FIRST, MessageType.PLUGIN_LAST)));
        Meter sent = Meter.of("confab.messages.sent", "Messages to clients beside those of sessions, by type");
        for (MessageType type : SENT) {
            meters.counter(sent.with("type", name(type)), () -> sent(type));
        }
        refusals.publish(meters);
    }

    private static long sum(LoopTraffic loop, int first, int last) {
        long sum = 0;
        for (int type = first; type <= last; type++) {
            sum += loop.received(type);
        }
        return sum;
    }

    private static String name(MessageType type) {
        return type.name().toLowerCase(Locale.ROOT);
    }
}
