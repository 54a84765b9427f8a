package io.confab.it.abuse;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.codec.Ack;
import io.confab.codec.Command;
import io.confab.codec.FrameDecoder;
import io.confab.codec.LoginCommand;
import io.confab.codec.Message;
import io.confab.codec.MessageCodec;
import io.confab.codec.Nak;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Somebody who has an account, and logs in before anything else. One for each connection. */
final class Intruder extends SimpleChannelInboundHandler<Message> {

    private static final int MAX_FRAME_BYTES = 1 << 20;

    private final Crowd crowd;
    private final String account;
    private final String password;
    private final Consumer<Intruder> admitted;
    private BiConsumer<Intruder, Message> replied = (intruder, reply) -> {};
    private @Nullable ChannelHandlerContext context;
    private int requests;
    private boolean loggedIn;

    /** @param admitted what it does once it is logged in */
    Intruder(Crowd crowd, String account, String password, Consumer<Intruder> admitted) {
        this.crowd = crowd;
        this.account = account;
        this.password = password;
        this.admitted = admitted;
    }

    /** What it does at each reply but that to its login; to that, too, if it is refused. */
    Intruder onReply(BiConsumer<Intruder, Message> action) {
        replied = action;
        return this;
    }

    ChannelHandler[] handlers() {
        MessageCodec codec = MessageCodec.client();
        return new ChannelHandler[] {new FrameDecoder(MAX_FRAME_BYTES, codec), codec, this};
    }

    ChannelHandlerContext context() {
        ChannelHandlerContext connected = context;
        if (connected == null) {
            throw new IllegalStateException("context: none (expected: connected)");
        }
        return connected;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        context = ctx;
        login();
    }

    void login() {
        ask(id -> new LoginCommand(id, account, null, password.getBytes(UTF_8)));
    }

    /** Sends a command that will be answered. */
    void ask(IntFunction<Command> command) {
        crowd.done++;
        context().writeAndFlush(command.apply(++requests));
    }

    /** Sends a command as it is; nothing of it stays here if the server does not read. */
    void say(Command command) {
        crowd.done++;
        context().writeAndFlush(command, context().voidPromise());
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Message message) {
        if (!(message instanceof Ack) && !(message instanceof Nak)) {
            return;
        }
        crowd.answered++;
        if (!loggedIn && message instanceof Ack) {
            loggedIn = true;
            admitted.accept(this);
        } else {
            replied.accept(this, message);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
