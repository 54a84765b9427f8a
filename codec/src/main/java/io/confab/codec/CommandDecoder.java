package io.confab.codec;

import static io.confab.codec.MessageType.ACK;
import static io.confab.codec.MessageType.BAN;
import static io.confab.codec.MessageType.CLOSE;
import static io.confab.codec.MessageType.CREATE;
import static io.confab.codec.MessageType.DIRECT;
import static io.confab.codec.MessageType.HISTORY;
import static io.confab.codec.MessageType.JOIN;
import static io.confab.codec.MessageType.KICK;
import static io.confab.codec.MessageType.LEAVE;
import static io.confab.codec.MessageType.LIST;
import static io.confab.codec.MessageType.LOGIN;
import static io.confab.codec.MessageType.LOGOUT;
import static io.confab.codec.MessageType.PING;
import static io.confab.codec.MessageType.READ;
import static io.confab.codec.MessageType.REGISTER;
import static io.confab.codec.MessageType.TEXT;
import static io.confab.codec.MessageType.UNBAN;

import org.jspecify.annotations.Nullable;

/** What the frames that a client sends mean: one small decoder for each type. */
final class CommandDecoder {

    static final PayloadDecoder.Table TABLE = new PayloadDecoder.Table()
            .with(LOGIN, CommandDecoder::login)
            .with(LOGOUT, CommandDecoder::logout)
            .with(CREATE, CommandDecoder::create)
            .with(JOIN, CommandDecoder::join)
            .with(LEAVE, CommandDecoder::leave)
            .with(CLOSE, CommandDecoder::close)
            .with(LIST, CommandDecoder::list)
            .with(TEXT, CommandDecoder::text)
            .with(HISTORY, CommandDecoder::history)
            .with(DIRECT, CommandDecoder::direct)
            .with(READ, CommandDecoder::read)
            .with(PING, CommandDecoder::ping)
            .with(ACK, frame -> new PingReply(frame.requestId(), frame.source()))
            .with(REGISTER, CommandDecoder::register)
            .with(KICK, CommandDecoder::kick)
            .with(BAN, CommandDecoder::ban)
            .with(UNBAN, CommandDecoder::unban)
            .withPlugins();

    private static final JoinData NO_JOIN_DATA = new JoinData(null);
    private static final ListData NO_LIST_DATA = new ListData(null, null);
    private static final HistoryData NO_HISTORY_DATA = new HistoryData(null, null, null, null, null);

    private CommandDecoder() {}

    private static Message login(Frame frame) {
        byte[] credentials = frame.dataBytes();
        String mechanism = null;
        if (frame.json()) {
            mechanism = mechanism(credentials);
        }
        return new LoginCommand(frame.requestId(), frame.source(), mechanism, credentials);
    }

    private static String mechanism(byte[] data) {
        String mechanism;
        try {
            mechanism = Json.read(data, LoginData.class).mechanism();
        } catch (IllegalArgumentException e) {
            throw new MalformedFrameException(String.valueOf(e.getMessage()));
        }
        if (mechanism == null) {
            throw new MalformedFrameException("mechanism: none (expected: one)");
        }
        return mechanism;
    }

    private static Message logout(Frame frame) {
        frame.requireNoData();
        return new LogoutCommand(frame.requestId(), frame.source());
    }

    private static Message create(Frame frame) {
        return new CreateCommand(
                frame.requestId(),
                frame.source(),
                frame.session(),
                frame.jsonDataOr(SessionOptions.DEFAULT, SessionOptions.class));
    }

    private static Message join(Frame frame) {
        JoinData data = frame.jsonDataOr(NO_JOIN_DATA, JoinData.class);
        return new JoinCommand(frame.requestId(), frame.source(), frame.session(), data.after());
    }

    private static Message leave(Frame frame) {
        frame.requireNoData();
        return new LeaveCommand(frame.requestId(), frame.source(), frame.session());
    }

    private static Message close(Frame frame) {
        frame.requireNoData();
        return new CloseCommand(frame.requestId(), frame.source(), frame.session());
    }

    private static Message list(Frame frame) {
        ListData data = frame.jsonDataOr(NO_LIST_DATA, ListData.class);
        return new ListCommand(frame.requestId(), frame.source(), frame.session(), data.after(), data.limit());
    }

    private static Message text(Frame frame) {
        return new TextCommand(
                frame.requestId(), frame.source(), frame.session(), frame.messageId(), frame.json(), frame.dataBytes());
    }

    private static Message history(Frame frame) {
        HistoryData data = frame.jsonDataOr(NO_HISTORY_DATA, HistoryData.class);
        return new HistoryCommand(
                frame.requestId(),
                frame.source(),
                frame.session(),
                data.before(),
                data.after(),
                data.limit(),
                data.around(),
                data.search());
    }

    private static Message direct(Frame frame) {
        DirectData data = frame.jsonData(DirectData.class);
        if (data.to() == null || data.text() == null) {
            throw new MalformedFrameException("data: no to or no text (expected: both)");
        }
        return new DirectCommand(frame.requestId(), frame.source(), frame.messageId(), data.to(), data.text());
    }

    private static Message read(Frame frame) {
        Long sequence = frame.jsonData(ReadData.class).sequence();
        if (sequence == null) {
            throw new MalformedFrameException("sequence: none (expected: one)");
        }
        return new ReadCommand(frame.requestId(), frame.source(), frame.session(), sequence);
    }

    private static Message register(Frame frame) {
        if (!frame.json()) {
            return new RegisterCommand(frame.requestId(), frame.source(), frame.dataBytes());
        }
        String password = frame.jsonData(RegisterData.class).password();
        if (password == null) {
            throw new MalformedFrameException("password: none (expected: one)");
        }
        return new RegisterCommand(frame.requestId(), frame.source(), Json.utf8(password));
    }

    private static Message kick(Frame frame) {
        ModerationData data = moderation(frame);
        return new KickCommand(frame.requestId(), frame.source(), frame.session(), whom(data), data.reason());
    }

    private static Message ban(Frame frame) {
        ModerationData data = moderation(frame);
        return new BanCommand(
                frame.requestId(), frame.source(), frame.session(), whom(data), data.reason(), data.seconds());
    }

    private static Message unban(Frame frame) {
        return new UnbanCommand(frame.requestId(), frame.source(), frame.session(), whom(moderation(frame)));
    }

    private static ModerationData moderation(Frame frame) {
        return frame.jsonData(ModerationData.class);
    }

    private static String whom(ModerationData data) {
        if (data.account() == null) {
            throw new MalformedFrameException("account: none (expected: one)");
        }
        return data.account();
    }

    private static Message ping(Frame frame) {
        return new PingCommand(frame.requestId(), frame.source(), frame.dataBytes());
    }

    /** The JSON of a LOGIN by another mechanism, as far as it is common to all. */
    record LoginData(@Nullable String mechanism) {}

    /** The JSON of a JOIN. */
    record JoinData(@Nullable Long after) {
        JoinData {
            Json.checkNotNegative(after, "after");
        }
    }

    /** The JSON of a LIST. */
    record ListData(@Nullable String after, @Nullable Integer limit) {
        ListData {
            Json.checkPositive(limit, "limit");
        }
    }

    /** The JSON of a HISTORY. */
    record HistoryData(
            @Nullable Long before,
            @Nullable Long after,
            @Nullable Integer limit,
            @Nullable Long around,
            @Nullable String search) {
        HistoryData {
            Json.checkNotNegative(around, "around");
            Json.checkNotNegative(before, "before");
            Json.checkNotNegative(after, "after");
            Json.checkPositive(limit, "limit");
        }
    }

    /** The JSON of a READ. */
    record ReadData(@Nullable Long sequence) {
        ReadData {
            Json.checkNotNegative(sequence, "sequence");
        }
    }

    /** The JSON of a DIRECT. */
    record DirectData(@Nullable String to, @Nullable String text) {}

    /** The JSON of a REGISTER. */
    record RegisterData(@Nullable String password) {
        @Override
        public String toString() {
            return "RegisterData[]";
        }
    }

    /** The JSON of a KICK, a BAN and an UNBAN. */
    record ModerationData(
            @Nullable String account,
            @Nullable String reason,
            @Nullable Long seconds) {
        ModerationData {
            if (seconds != null && seconds < 1) {
                throw new IllegalArgumentException("seconds: " + seconds + " (expected: 1 or more)");
            }
        }
    }
}
