package io.confab.examples.gateway;

import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.codec.Ack;
import io.confab.codec.CreateCommand;
import io.confab.codec.JoinCommand;
import io.confab.codec.LeaveCommand;
import io.confab.codec.ListCommand;
import io.confab.codec.ListResult;
import io.confab.codec.LoginCommand;
import io.confab.codec.LogoutCommand;
import io.confab.codec.Message;
import io.confab.codec.Nak;
import io.confab.codec.PresenceEvent;
import io.confab.codec.SessionOptions;
import io.confab.codec.TextCommand;
import io.confab.codec.UndecodableFrame;
import io.confab.codec.WireFormat;
import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.confab.handlers.PendingRequests;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.LineBasedFrameDecoder;
import io.netty.handler.codec.string.StringDecoder;
import java.nio.charset.StandardCharsets;
import java.util.OptionalInt;

/** A protocol of lines: commands begin with a slash, and what does not is said. Made for {@code nc}. */
public record LineGateway(int ownPort) implements Gateway {

    private static final int MAX_LINE_BYTES = 1000;
    private static final String COMMANDS =
            "/login NAME PASSWORD, /create SESSION, /join SESSION, /leave SESSION, /list, /quit";

    @Override
    public String name() {
        return "lines";
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(ownPort);
    }

    @Override
    public void initialize(ChannelPipeline pipeline, CommandHandlers commands) {
        pipeline.addLast(
                new LineBasedFrameDecoder(MAX_LINE_BYTES), new StringDecoder(StandardCharsets.UTF_8), new LineCodec());
        commands.addTo(pipeline, LineFormat.INSTANCE);
    }

    /** What is said, encoded once for everybody who speaks this protocol. */
    private static final class LineFormat implements WireFormat {

        static final LineFormat INSTANCE = new LineFormat();

        @Override
        public String name() {
            return "lines";
        }

        @Override
        public void encode(LoggedMessage message, int requestId, boolean replay, ByteBuf out) {
            String text = new String(message.data(), StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", " ");
            writeLine(out, message.session() + " " + message.source() + ": " + text);
        }
    }

    /** Lines to commands; replies and events to lines. One for each connection. */
    private static final class LineCodec extends ChannelDuplexHandler {

        private final PendingRequests<String> pending = new PendingRequests<>();

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            String line = ((String) msg).strip();
            if (!line.isEmpty()) {
                ctx.fireChannelRead(message(line));
            }
        }

        private Message message(String line) {
            String[] words = line.split(" +", 3);
            int id = pending.add(line.startsWith("/") ? words[0] : "said");
            if (!line.startsWith("/")) {
                return new TextCommand(id, "", "", null, false, line.getBytes(StandardCharsets.UTF_8));
            }
            return switch (words[0] + " " + (words.length - 1)) {
                case "/login 2" -> new LoginCommand(id, words[1], null, words[2].getBytes(StandardCharsets.UTF_8));
                case "/create 1" -> new CreateCommand(id, "", words[1], SessionOptions.DEFAULT);
                case "/join 1" -> new JoinCommand(id, "", words[1], null);
                case "/leave 1" -> new LeaveCommand(id, "", words[1]);
                case "/list 0" -> new ListCommand(id, "", "", null, 20);
                case "/quit 0" -> new LogoutCommand(id, "");
                default -> new UndecodableFrame(id, NakCode.UNSUPPORTED, "expected: " + COMMANDS);
            };
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
            if (msg instanceof ByteBuf) {
                ctx.write(msg, promise); // what is said, in our format already
                return;
            }
            ByteBuf out = ctx.alloc().ioBuffer();
            if (msg instanceof Ack ack) {
                acknowledge(String.valueOf(pending.take(ack.requestId())), ack, out);
            } else if (msg instanceof Nak nak) {
                writeLine(out, "* " + pending.take(nak.requestId()) + ": " + nak.reason());
            } else if (msg instanceof PresenceEvent presence) {
                writeLine(
                        out, "* " + presence.session() + ": joined " + presence.joined() + ", left " + presence.left());
            }
            ctx.write(out, promise); // nothing, for what there is no line for
        }

        private static void acknowledge(String request, Ack ack, ByteBuf out) {
            if (request.equals("/list")) {
                ListResult list = ack.result(ListResult.class);
                list.sessions().forEach(session -> writeLine(out, "* session " + session.name()));
                list.users().forEach(user -> writeLine(out, "* user " + user));
            } else if (request.startsWith("/")) {
                writeLine(out, "* " + request + ": done");
            }
        }
    }

    private static void writeLine(ByteBuf out, String line) {
        out.writeCharSequence(line + "\n", StandardCharsets.UTF_8);
    }
}
