package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.Mailbox;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.Command;
import io.confab.codec.FrameDecoder;
import io.confab.codec.WireFormat;
import io.confab.session.ClientAddress;
import io.confab.session.Connection;
import io.confab.session.Member;
import io.confab.session.SessionManager;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.AttributeKey;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the handlers know of one client: its connection, its replies, and how far it has come. Used on the channel's
 * event loop only.
 */
final class ClientContext {

    private static final AttributeKey<ClientContext> KEY = AttributeKey.valueOf(ClientContext.class, "client");

    private final Connection connection;
    private final ReplyQueue replies;
    private final CommandGate gate;
    private ConnectionState state = ConnectionState.OPEN;
    private @Nullable PendingLogin pendingLogin;

    /** Whether the client says which direct messages it has. */
    private boolean receipts;

    /** What it is sent from its mailbox; null for as long as that is nothing. */
    private @Nullable DirectDelivery directs;

    private ClientContext(ChannelHandlerContext ctx, WireFormat format, CommandGate gate) {
        this.connection = new Connection(ctx.channel(), ctx, format);
        this.replies = new ReplyQueue(connection);
        this.gate = gate;
    }

    /** Begins with a new channel. What its client is sent goes past the command handlers, which only read. */
    static void create(ChannelHandlerContext ctx, WireFormat format, CommandGate gate) {
        ctx.channel().attr(KEY).set(new ClientContext(ctx, format, gate));
    }

    /** Null where there are no command handlers in the pipeline. */
    static @Nullable ClientContext find(Channel channel) {
        return channel.attr(KEY).get();
    }

    /** What is known of a channel's client; on a channel that has no command handlers yet, null. */
    @SuppressWarnings("NullAway") // no command handler asks before there are command handlers
    static ClientContext of(Channel channel) {
        return channel.attr(KEY).get();
    }

    Channel channel() {
        return connection.channel();
    }

    /** Where the client comes from; null if that is not known. */
    @Nullable
    SocketAddress address() {
        return ClientAddress.of(channel());
    }

    Connection connection() {
        return connection;
    }

    ReplyQueue replies() {
        return replies;
    }

    ConnectionState state() {
        return state;
    }

    void become(ConnectionState next) {
        if (!state.mayBecome(next)) {
            throw new IllegalStateException("state: " + next + " (expected: one that may follow " + state + ")");
        }
        state = next;
    }

    /**
     * @throws CommandException {@link NakCode#RATE_LIMITED} if the client has spent too much on costly commands,
     *     {@link NakCode#UNAVAILABLE} if there is no memory for what this one would take
     */
    void spend(Command command, CommandRules.Rule rule) {
        if (rule.takesMemory()) {
            gate.admission().requireMemory();
        }
        long nanos = gate.spend(rule.cost());
        if (nanos > 0) {
            long millis = Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos));
            throw new CommandException(
                    NakCode.RATE_LIMITED,
                    "command: too many " + command.type().name() + " (expected: again after " + millis + " ms)");
        }
    }

    /** Lets the client send frames of full length from here on. */
    void lift() {
        FrameDecoder decoder = channel().pipeline().get(FrameDecoder.class);
        if (decoder != null) { // gateways have decoders of their own
            decoder.lift();
        }
        BeforeLogin guard = channel().pipeline().get(BeforeLogin.class);
        while (guard != null) {
            channel().pipeline().remove(guard);
            guard = channel().pipeline().get(BeforeLogin.class);
        }
    }

    /** Has the client asked for a sign of life when it is silent. */
    void watch(IdleSweep idle) {
        if (connection.format().hasPing() && !gateContext().isRemoved()) {
            idle.add(gate, channel().eventLoop());
        }
    }

    /** A login that waits for the client's answer to a challenge, if there is one; there is none then. */
    @Nullable
    PendingLogin takePendingLogin() {
        PendingLogin pending = pendingLogin;
        pendingLogin = null;
        return pending;
    }

    void pendingLogin(@Nullable PendingLogin pending) {
        pendingLogin = pending;
    }

    /** Keeps back what the client sends next. */
    void hold() {
        gate.hold(gateContext());
    }

    /** Lets through what the client sent in the meantime, and sends what was written. */
    void release() {
        if (!gateContext().isRemoved()) {
            gate.release(gateContext());
        }
    }

    /** Sends the client away behind what it has sent. */
    void sendAway(Farewell farewell) {
        if (!gateContext().isRemoved()) {
            gate.channelRead(gateContext(), farewell);
        }
    }

    // ---- direct messages ----

    boolean receipts() {
        return receipts;
    }

    void receipts(boolean receipts) {
        this.receipts = receipts;
    }

    /** Begins with what was kept for the client; once it has been told that it is logged in. */
    void deliverDirects(Mailbox mailbox) {
        DirectDelivery delivery = new DirectDelivery(this, mailbox, false);
        directs = delivery;
        delivery.deliver();
    }

    /** There is something new in the client's mailbox. */
    void directArrived(Mailbox mailbox) {
        if (state != ConnectionState.LOGGED_IN) {
            return; // it is read with the rest, or stays for the next login
        }
        DirectDelivery delivery = directs;
        if (delivery == null) {
            delivery = new DirectDelivery(this, mailbox, true);
            directs = delivery;
        }
        delivery.deliver();
    }

    /** There was nothing to deliver. */
    void noDirects(DirectDelivery delivery) {
        if (directs == delivery) {
            directs = null;
        }
    }

    /** The client says that it has what it was sent up to a sequence. */
    CompletionStage<@Nullable Void> directsReceived(long sequence) {
        DirectDelivery delivery = directs;
        return delivery == null ? CompletableFuture.completedFuture(null) : delivery.received(sequence);
    }

    private ChannelHandlerContext gateContext() {
        return gate.context();
    }

    /** The account that is logged in. */
    String account() {
        String account = connection.account();
        if (account == null) {
            throw new CommandException(NakCode.NOT_LOGGED_IN, "account: none (expected: a login first)");
        }
        return account;
    }

    /**
     * The client's membership in the session that it names.
     *
     * @param session as the client wrote it; empty for the only one joined
     * @throws CommandException if it is not a member of that session, or there is none
     */
    Member member(String session, SessionManager sessions) {
        Member member = session.isEmpty() ? connection.onlyMember() : connection.member(session);
        return member != null ? member : memberByNormalName(session, sessions);
    }

    private Member memberByNormalName(String session, SessionManager sessions) {
        if (session.isEmpty()) {
            throw connection.memberships() == 0
                    ? new CommandException(NakCode.NOT_A_MEMBER, "session: none (expected: one that was joined)")
                    : new CommandException(
                            NakCode.INVALID_NAME,
                            "session: none (expected: one of the " + connection.memberships() + " joined)");
        }
        String name = Names.normalize(session, "session");
        Member member = connection.member(name);
        if (member == null) {
            sessions.require(name);
            throw new CommandException(NakCode.NOT_A_MEMBER, "session: " + name + " (expected: one that was joined)");
        }
        return member;
    }
}
