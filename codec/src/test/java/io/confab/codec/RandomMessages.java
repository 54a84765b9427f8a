package io.confab.codec;

import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Messages of every kind, with small, large, empty and odd values in every field. */
final class RandomMessages {

    private static final NakCode[] CODES = {NakCode.MALFORMED, NakCode.NO_SUCH_SESSION, new NakCode("A_1")};

    private final Random random;

    RandomMessages(Random random) {
        this.random = random;
    }

    /** What a client may send. */
    Command command() {
        int requestId = random.nextInt();
        String source = name();
        String session = name();
        switch (random.nextInt(12)) {
            case 0:
                return random.nextBoolean()
                        ? new LoginCommand(requestId, source, null, data())
                        : new LoginCommand(
                                requestId, source, "token", FrameBytes.utf8("{\"mechanism\":\"token\",\"n\":1}"));
            case 1:
                return new LogoutCommand(requestId, source);
            case 2:
                SessionOptions options = new SessionOptions(
                        orNull(random::nextBoolean),
                        orNull(this::text),
                        orNull(this::positive),
                        orNull(() -> random.nextBoolean() ? "written" : "synced"));
                return new CreateCommand(requestId, source, session, options);
            case 3:
                return new JoinCommand(requestId, source, session, orNull(this::sequence));
            case 4:
                return random.nextBoolean()
                        ? new LeaveCommand(requestId, source, session)
                        : new CloseCommand(requestId, source, session);
            case 5:
                return new ListCommand(requestId, source, session, orNull(this::name), orNull(this::positive));
            case 6:
                boolean json = random.nextBoolean();
                return new TextCommand(
                        requestId, source, session, orNull(this::messageId), json, json ? object() : data());
            case 7:
                return new HistoryCommand(
                        requestId,
                        source,
                        session,
                        orNull(this::sequence),
                        orNull(this::sequence),
                        orNull(this::positive));
            case 8:
                return random.nextBoolean()
                        ? new DirectCommand(requestId, source, orNull(this::messageId), name(), text())
                        : new ReadCommand(requestId, source, session, sequence());
            case 9:
                return new PingCommand(requestId, source, data());
            case 10:
                return moderation(requestId, source, session);
            default:
                return plugin(requestId, source, session);
        }
    }

    private Command moderation(int requestId, String source, String session) {
        switch (random.nextInt(4)) {
            case 0:
                return new KickCommand(requestId, source, session, name(), orNull(this::text));
            case 1:
                return new BanCommand(
                        requestId, source, session, name(), orNull(this::text), orNull(() -> 1 + sequence()));
            case 2:
                return new UnbanCommand(requestId, source, session, name());
            default:
                return new RegisterCommand(requestId, source, data());
        }
    }

    /** What a server may send. */
    Message serverMessage() {
        int requestId = random.nextInt();
        String session = name();
        switch (random.nextInt(12)) {
            case 0:
                boolean json = random.nextBoolean();
                return new Ack(requestId, orNull(this::stamp), json, json ? object() : data());
            case 1:
                return Ack.of(
                        requestId,
                        new JoinResult(sequence(), positive(), random.nextBoolean(), orNull(this::sequence)));
            case 2:
                ListResult.Entry entry =
                        new ListResult.Entry(name(), positive(), orNull(this::text), orNull(this::positive));
                return Ack.of(requestId, new ListResult(List.of(entry, entry), names(), random.nextBoolean()));
            case 3:
                return new Nak(requestId, CODES[random.nextInt(CODES.length)], text());
            case 4:
                return new TextEvent(requestId, random.nextBoolean(), logged());
            case 5:
                return new DirectEvent(name(), stamp(), random.nextBoolean(), text());
            case 6:
                return new PresenceEvent(session, names(), names(), positive());
            case 7:
                return random.nextBoolean() ? new ClosedEvent(session, text()) : new AnnouncementEvent(session, text());
            case 8:
                return new KickedEvent(session, text());
            case 9:
                return new LaggedEvent(session, sequence(), sequence());
            case 10:
                return random.nextBoolean()
                        ? new ShutdownEvent(sequence())
                        : new UnknownEvent(session, "topic", FrameBytes.utf8("{\"event\":\"topic\",\"by\":\"jill\"}"));
            default:
                return plugin(requestId, name(), session);
        }
    }

    /** A message as a session's log holds it. */
    LoggedMessage logged() {
        boolean json = random.nextBoolean();
        return new LoggedMessage(
                name(),
                name(),
                random.nextLong(),
                random.nextLong(),
                orNull(this::messageId),
                json,
                json ? object() : data());
    }

    private PluginMessage plugin(int requestId, String source, String session) {
        MessageType type = MessageType.plugin(
                MessageType.PLUGIN_FIRST + random.nextInt(MessageType.PLUGIN_LAST - MessageType.PLUGIN_FIRST + 1),
                "PLUGIN");
        boolean json = random.nextBoolean();
        return new PluginMessage(type, requestId, source, session, json, json ? object() : data());
    }

    private <T> @Nullable T orNull(Supplier<T> value) {
        return random.nextBoolean() ? null : value.get();
    }

    private List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = random.nextInt(4); i > 0; i--) {
            names.add(name());
        }
        return names;
    }

    private String name() {
        switch (random.nextInt(6)) {
            case 0:
                return "";
            case 1:
                return "n".repeat(255);
            case 2:
                return "lobby";
            default:
                return characters(random.nextInt(63)); // four bytes each at most
        }
    }

    private String text() {
        return characters(random.nextInt(random.nextInt(8) == 0 ? 1500 : 40));
    }

    private String characters(int count) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < count; i++) {
            text.appendCodePoint(character());
        }
        return text.toString();
    }

    private int character() {
        switch (random.nextInt(5)) {
            case 0:
                return random.nextInt(0x80);
            case 1:
                return random.nextInt(0x800);
            case 2:
                return 0x10000 + random.nextInt(0x100000);
            case 3:
                int basic = random.nextInt(0x10000);
                return basic >= Character.MIN_SURROGATE && basic <= Character.MAX_SURROGATE ? 'x' : basic;
            default:
                return 'a' + random.nextInt(26);
        }
    }

    private byte[] data() {
        byte[] data = new byte[random.nextInt(random.nextInt(8) == 0 ? 6000 : 60)];
        random.nextBytes(data);
        return data;
    }

    private byte[] object() {
        return FrameBytes.utf8("{\"a\":[" + random.nextInt() + "],\"b\":{}}");
    }

    private long sequence() {
        return random.nextInt(4) == 0 ? 0 : random.nextLong() & Long.MAX_VALUE;
    }

    private int positive() {
        return 1 + random.nextInt(Integer.MAX_VALUE);
    }

    private Stamp stamp() {
        return new Stamp(random.nextLong(), random.nextLong());
    }

    private UUID messageId() {
        byte[] bytes = new byte[16];
        random.nextBytes(bytes);
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        return new UUID(buffer.getLong(), buffer.getLong());
    }
}
