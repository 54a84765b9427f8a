package io.confab.codec;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/** Writes messages as frames. Keeps no state. */
final class MessageEncoder {

    private static final byte[] NOTHING = {};

    private MessageEncoder() {}

    /**
     * Appends one frame.
     *
     * @param out borrowed; on an exception there may be a part of a frame behind its former writer index
     * @throws IllegalArgumentException if the message cannot be written, because a name is too long or the type unknown
     */
    static void encode(Message message, ByteBuf out) {
        if (message instanceof TextEvent text) {
            NativeFormat.INSTANCE.encode(text.message(), text.requestId(), text.replay(), out);
        } else if (message instanceof Reply reply) {
            encodeReply(reply, out);
        } else if (message instanceof PluginMessage plugin) {
            write(out, plugin, plugin.source(), plugin.session(), plugin.json(), plugin.data());
        } else if (message instanceof Event event) {
            encodeEvent(event, out);
        } else if (message instanceof Command command) {
            encodeCommand(command, out);
        } else {
            throw unknown(message);
        }
    }

    private static void encodeReply(Reply reply, ByteBuf out) {
        if (reply instanceof Ack ack) {
            Stamp stamp = ack.stamp();
            int flags = (stamp == null ? 0 : Flags.STAMPED) | (ack.json() ? Flags.JSON : 0);
            int start = FrameWriter.begin(out, MessageType.ACK, flags, ack.requestId(), "", "");
            if (stamp != null) {
                FrameWriter.writeStamp(out, stamp.sequence(), stamp.timestamp());
            }
            out.writeBytes(ack.data());
            FrameWriter.end(out, start);
        } else {
            Nak nak = (Nak) reply;
            byte[] data = Json.write(new ServerMessageDecoder.NakData(nak.code().text(), nak.reason()));
            write(out, nak, "", "", true, data);
        }
    }

    private static void encodeEvent(Event event, ByteBuf out) {
        if (event instanceof DirectEvent direct) {
            int flags = Flags.STAMPED | (direct.replay() ? Flags.REPLAY : 0);
            int start = FrameWriter.begin(out, MessageType.DIRECT, flags, 0, direct.source(), "");
            FrameWriter.writeStamp(
                    out, direct.stamp().sequence(), direct.stamp().timestamp());
            ByteBufUtil.writeUtf8(out, direct.text());
            FrameWriter.end(out, start);
        } else if (event instanceof Notice notice) {
            write(out, notice, "", notice.session(), true, NoticeJson.write(notice));
        } else {
            throw unknown(event);
        }
    }

    private static void encodeCommand(Command command, ByteBuf out) {
        if (command instanceof TextCommand text) {
            encodeText(text, out);
        } else if (command instanceof LoginCommand login) {
            write(out, login, login.source(), "", login.mechanism() != null, login.credentials());
        } else if (command instanceof CreateCommand create) {
            boolean plain = create.options().equals(SessionOptions.DEFAULT);
            writeCommand(out, create, plain ? null : create.options());
        } else if (command instanceof JoinCommand join) {
            writeCommand(out, join, join.after() == null ? null : new CommandDecoder.JoinData(join.after()));
        } else if (command instanceof ListCommand list) {
            boolean plain = list.after() == null && list.limit() == null;
            writeCommand(out, list, plain ? null : new CommandDecoder.ListData(list.after(), list.limit()));
        } else if (command instanceof HistoryCommand history) {
            writeCommand(
                    out,
                    history,
                    new CommandDecoder.HistoryData(
                            history.before(), history.after(), history.limit(), history.around(), history.search()));
        } else if (command instanceof DirectCommand direct) {
            encodeDirect(direct, out);
        } else if (command instanceof ReadCommand read) {
            writeCommand(out, read, new CommandDecoder.ReadData(read.sequence()));
        } else if (command instanceof KickCommand kick) {
            writeCommand(out, kick, new CommandDecoder.ModerationData(kick.account(), kick.reason(), null));
        } else if (command instanceof BanCommand ban) {
            writeCommand(out, ban, new CommandDecoder.ModerationData(ban.account(), ban.reason(), ban.seconds()));
        } else if (command instanceof UnbanCommand unban) {
            writeCommand(out, unban, new CommandDecoder.ModerationData(unban.account(), null, null));
        } else if (command instanceof RegisterCommand register) {
            write(out, register, register.source(), "", false, register.password());
        } else if (command instanceof PingCommand ping) {
            write(out, ping, ping.source(), "", false, ping.data());
        } else if (command instanceof LogoutCommand
                || command instanceof LeaveCommand
                || command instanceof CloseCommand) {
            writeCommand(out, command, null);
        } else {
            throw unknown(command);
        }
    }

    private static void encodeText(TextCommand text, ByteBuf out) {
        int flags = (text.messageId() == null ? 0 : Flags.IDENTIFIED) | (text.json() ? Flags.JSON : 0);
        int start = FrameWriter.begin(out, MessageType.TEXT, flags, text.requestId(), text.source(), text.session());
        FrameWriter.writeMessageId(out, text.messageId());
        out.writeBytes(text.data());
        FrameWriter.end(out, start);
    }

    private static void encodeDirect(DirectCommand direct, ByteBuf out) {
        int flags = Flags.JSON | (direct.messageId() == null ? 0 : Flags.IDENTIFIED);
        int start = FrameWriter.begin(out, MessageType.DIRECT, flags, direct.requestId(), direct.source(), "");
        FrameWriter.writeMessageId(out, direct.messageId());
        out.writeBytes(Json.write(new CommandDecoder.DirectData(direct.to(), direct.text())));
        FrameWriter.end(out, start);
    }

    private static void writeCommand(ByteBuf out, Command command, @Nullable Record json) {
        byte[] data = json == null ? NOTHING : Json.write(json);
        write(out, command, command.source(), command.session(), json != null, data);
    }

    private static void write(ByteBuf out, Message message, String source, String session, boolean json, byte[] data) {
        int start = FrameWriter.begin(out, message.type(), json ? Flags.JSON : 0, message.requestId(), source, session);
        out.writeBytes(data);
        FrameWriter.end(out, start);
    }

    private static IllegalArgumentException unknown(Message message) {
        return new IllegalArgumentException("message: " + message.getClass().getName() + " (expected: a known one)");
    }
}
