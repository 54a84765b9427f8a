package io.confab.gateway.classic;

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
import io.confab.codec.Nak;
import io.confab.codec.Notice;
import io.confab.codec.Reply;
import io.confab.codec.SessionOptions;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.TextCommand;
import io.confab.handlers.PendingRequests;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes commands of frames, and frames of replies and events. What the protocol has no frame for is not sent, but for
 * what a user should know, which the server says in a {@code MESSAGE}. One instance for each channel; used on its event
 * loop only.
 */
final class ClassicCodec extends ChannelDuplexHandler {

    /** How many names a {@code QU_ACK} tells, so that one answer does not take half a minute. */
    private static final int MOST_NAMES = 200;

    /**
     * A request that will be answered.
     *
     * @param session the session it names; empty where it names none
     */
    private record Request(ClassicType type, String session) {}

    private final ClassicNumbering numbering;
    private final ClassicDecoder decoder;
    private final PendingRequests<Request> pending = new PendingRequests<>();
    private @Nullable FramePacer pacer;
    private boolean inSession;

    /** @param decoder the one in front */
    ClassicCodec(ClassicNumbering numbering, ClassicDecoder decoder) {
        this.numbering = numbering;
        this.decoder = decoder;
    }

    /** Whether the client is a member of a session. */
    boolean inSession() {
        return inSession;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        pacer = new FramePacer(ctx);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        pacer().close();
    }

    private FramePacer pacer() {
        FramePacer one = pacer;
        if (one == null) {
            throw new IllegalStateException("pacer: none (expected: one, once the handler is added)");
        }
        return one;
    }

    // ---- what the client asks ----

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (!(msg instanceof ClassicFrame frame)) {
            ctx.fireChannelRead(msg);
            return;
        }
        Command command = command(frame);
        if (command != null) {
            ctx.fireChannelRead(command);
        }
    }

    private @Nullable Command command(ClassicFrame frame) {
        return switch (frame.type()) {
            case LOGIN ->
                new LoginCommand(
                        request(frame.type(), ""), frame.source(), null, Password.of(frame.source(), frame.data()));
            case LOGOUT, EXIT -> new LogoutCommand(request(frame.type(), ""), "");
            case JOIN -> {
                String session = session(frame);
                yield new JoinCommand(request(frame.type(), session), "", session, null);
            }
            case NEW_SESS -> {
                String session = session(frame);
                yield new CreateCommand(request(frame.type(), session), "", session, SessionOptions.DEFAULT);
            }
            case LEAVE -> new LeaveCommand(request(frame.type(), ""), "", ""); // whatever it names, there is but one
            case QUERY -> new ListCommand(request(frame.type(), ""), "", "", null, MOST_NAMES);
            case MESSAGE -> text(frame.data());
            case LO_ACK, LO_NAK, JN_ACK, JN_NAK, NS_ACK, QU_ACK -> null; // the decoder lets none of them through
        };
    }

    private int request(ClassicType type, String session) {
        return pending.add(new Request(type, session));
    }

    private static String session(ClassicFrame frame) {
        return new String(frame.data(), StandardCharsets.UTF_8).strip();
    }

    private static @Nullable Command text(byte[] data) {
        byte[] text = Lines.withoutEnd(data);
        return text.length == 0 ? null : new TextCommand(0, "", "", null, false, text);
    }

    // ---- what the client is told ----

    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
        if (msg instanceof ByteBuf frames) {
            pacer().session(frames, promise); // also if empty: then somebody waits until everything before is sent
        } else if (msg instanceof Reply reply) {
            reply(ctx, reply, promise);
        } else if (msg instanceof DirectEvent direct) {
            say(ctx, promise, direct.source(), direct.text());
        } else if (msg instanceof Notice notice) {
            notice(ctx, notice, promise);
        } else {
            nothing(promise);
        }
    }

    /** Keeps the place of what the protocol has no word for. */
    private void nothing(ChannelPromise promise) {
        pacer().reply(Unpooled.EMPTY_BUFFER, promise);
    }

    private void reply(ChannelHandlerContext ctx, Reply reply, ChannelPromise promise) {
        Request request = pending.take(reply.requestId());
        if (request == null) {
            nothing(promise);
        } else if (reply instanceof Ack ack) {
            ack(ctx, request, ack, promise);
        } else if (reply instanceof Nak nak) {
            nak(ctx, request, nak, promise);
        }
    }

    private void ack(ChannelHandlerContext ctx, Request request, Ack ack, ChannelPromise promise) {
        switch (request.type()) {
            case LOGIN -> {
                decoder.loggedIn();
                answer(ctx, promise, ClassicType.LO_ACK, "Welcome");
            }
            case JOIN -> {
                inSession = true;
                answer(ctx, promise, ClassicType.JN_ACK, request.session());
            }
            case NEW_SESS -> {
                inSession = true;
                answer(ctx, promise, ClassicType.NS_ACK, request.session());
            }
            case LEAVE -> {
                inSession = false;
                pacer().forgetSession(); // it does not want to hear it any more
                nothing(promise);
            }
            case QUERY -> {
                ByteBuf out = ctx.alloc().ioBuffer(FrameWriter.MAX_FRAME_BYTES);
                int number = numbering.number(ClassicType.QU_ACK);
                QueryText.of(ack.result(ListResult.class)).forEach(text -> FrameWriter.write(out, number, text));
                pacer().reply(out, promise);
            }
            case LOGOUT, EXIT -> {
                pacer().forgetSession(); // it does not wait for it, either
                nothing(promise);
            }
            default -> nothing(promise);
        }
    }

    private void nak(ChannelHandlerContext ctx, Request request, Nak nak, ChannelPromise promise) {
        String reason = nak.code().text().toLowerCase(Locale.ROOT).replace('_', ' ');
        switch (request.type()) {
            case LOGIN -> answer(ctx, promise, ClassicType.LO_NAK, reason);
            case JOIN -> answer(ctx, promise, ClassicType.JN_NAK, refusal(request, reason));
            case NEW_SESS -> {
                if (numbering.refusesByAck()) {
                    answer(ctx, promise, ClassicType.NS_ACK, "-1");
                } else {
                    answer(ctx, promise, ClassicType.JN_NAK, refusal(request, reason));
                }
            }
            case LOGOUT, EXIT -> {
                nothing(promise);
                ctx.close(); // it was not logged in, and goes all the same
            }
            default -> nothing(promise);
        }
    }

    private static String refusal(Request request, String reason) {
        int room = FrameWriter.MOST_FROM_SERVER - reason.length() - 2;
        return FrameWriter.fitting(request.session(), room) + ", " + reason;
    }

    private void answer(ChannelHandlerContext ctx, ChannelPromise promise, ClassicType type, String data) {
        ByteBuf out = ctx.alloc().ioBuffer(FrameWriter.MAX_FRAME_BYTES);
        FrameWriter.write(out, numbering.number(type), data);
        pacer().reply(out, promise);
    }

    private void notice(ChannelHandlerContext ctx, Notice notice, ChannelPromise promise) {
        if (notice instanceof ClosedEvent) {
            inSession = false;
            say(ctx, promise, FrameWriter.SERVER, "The session is closed.");
        } else if (notice instanceof KickedEvent kicked && !kicked.session().isEmpty()) {
            inSession = false;
            say(ctx, promise, FrameWriter.SERVER, "You were put out of the session.");
        } else if (notice instanceof KickedEvent) {
            pacer().forgetSession(); // somebody waits for this connection to be gone
            say(ctx, promise, FrameWriter.SERVER, "You are logged in elsewhere, or were put off the server.");
        } else if (notice instanceof LaggedEvent) {
            say(ctx, promise, FrameWriter.SERVER, "Messages were missed.");
        } else if (notice instanceof ShutdownEvent) {
            say(ctx, promise, FrameWriter.SERVER, "The server is closing.");
        } else {
            nothing(promise); // presence, above all: a client would take it for something said
        }
    }

    /** Behind what was said before. */
    private void say(ChannelHandlerContext ctx, ChannelPromise promise, String source, String text) {
        ByteBuf out = ctx.alloc().ioBuffer(FrameWriter.MAX_FRAME_BYTES);
        FrameWriter.write(out, numbering.number(ClassicType.MESSAGE), source, text.getBytes(StandardCharsets.UTF_8));
        pacer().session(out, promise);
    }

    @Override
    public void flush(ChannelHandlerContext ctx) {
        pacer().flush(); // which flushes each frame
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        pacer().close();
        ctx.fireChannelInactive();
    }
}
