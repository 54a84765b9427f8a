package io.confab.examples.gateway;

import static io.confab.examples.gateway.LineGateway.MAX_LINE_BYTES;
import static io.confab.examples.gateway.LineGateway.writeLine;

import io.confab.api.NakCode;
import io.confab.codec.Ack;
import io.confab.codec.AnnouncementEvent;
import io.confab.codec.ClosedEvent;
import io.confab.codec.CreateCommand;
import io.confab.codec.DirectCommand;
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
import io.confab.codec.SessionOptions;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.TextCommand;
import io.confab.codec.UndecodableFrame;
import io.confab.handlers.PendingRequests;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.TooLongFrameException;
import java.nio.charset.StandardCharsets;

/** Lines to commands; replies and events to lines. One for each connection, used on its event loop. */
final class LineCodec extends ChannelDuplexHandler {

    private static final String COMMANDS =
            "/login NAME PASSWORD, /create SESSION, /join SESSION, /leave SESSION, /list, /msg NAME TEXT, /quit";

    private final PendingRequests<String> pending = new PendingRequests<>();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        String line = ((String) msg).strip();
        if (!line.isEmpty()) {
            ctx.fireChannelRead(message(line));
        }
    }

    /** A line that is too long is not gathered, and answered in its turn like the others. */
    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        if (cause instanceof TooLongFrameException) {
            int id = pending.add("said");
            ctx.fireChannelRead(new UndecodableFrame(
                    id, NakCode.TOO_LARGE, "line: too long (expected: at most " + MAX_LINE_BYTES + " bytes)"));
        } else {
            ctx.fireExceptionCaught(cause);
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
            case "/msg 2" -> new DirectCommand(id, "", words[1], words[2]);
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
        } else {
            writeLine(out, "* " + line(msg));
        }
        ctx.write(out, promise);
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

    private static String line(Object event) {
        if (event instanceof PresenceEvent presence) {
            return presence.session() + ": joined " + presence.joined() + ", left " + presence.left();
        } else if (event instanceof DirectEvent direct) {
            return direct.source() + " to you: " + direct.text();
        } else if (event instanceof ClosedEvent closed) {
            return closed.session() + ": closed, " + closed.reason();
        } else if (event instanceof KickedEvent kicked) {
            return (kicked.session().isEmpty() ? "" : kicked.session() + ": ") + "you were put out, " + kicked.reason();
        } else if (event instanceof LaggedEvent lagged) {
            return lagged.session() + ": some messages were missed";
        } else if (event instanceof AnnouncementEvent announcement) {
            return "announcement: " + announcement.text();
        } else if (event instanceof ShutdownEvent) {
            return "the server closes";
        }
        return event.getClass().getSimpleName(); // what a later version has besides
    }
}
