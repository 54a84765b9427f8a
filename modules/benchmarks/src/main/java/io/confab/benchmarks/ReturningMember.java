package io.confab.benchmarks;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.confab.codec.Command;
import io.confab.codec.CreateCommand;
import io.confab.codec.JoinCommand;
import io.confab.codec.LoginCommand;
import io.confab.codec.MessageCodec;
import io.confab.codec.SessionOptions;
import io.confab.codec.TextCommand;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a member of a stored session: the first, on which it gets its token, or the one on which it comes back with
 * that, and gets what it missed. On its event loop only, but for its futures.
 *
 * <pre>
 *  LOGIN --ACK--&gt; CREATE or JOIN --ACK--&gt; joined --all that was missed--&gt; caught up
 * </pre>
 */
final class ReturningMember extends MemberFrames {

    private static final int LOGIN_REQUEST = 1;
    private static final int JOIN_REQUEST = 2;
    private static final int TEXT_REQUEST = 3;

    private static final String PASSWORD = "benchmark";
    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Who is a member of what.
     *
     * @param creates whether its first connection creates the session
     * @param token   null before its first login
     * @param after   the newest sequence it knows of
     */
    record Membership(
            String account,
            String session,
            boolean creates,
            @Nullable String token,
            long after) {}

    private final Membership membership;
    private final int missed;
    private final int payload;
    private final Tally tally = new Tally(1);
    private final CompletableFuture<Membership> joined = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> caughtUp = new CompletableFuture<>();
    private final CompletableFuture<@Nullable Void> said = new CompletableFuture<>();
    private @Nullable String token;
    private @Nullable Channel channel;
    private int unacknowledged;

    /**
     * @param missed  how many texts its session was told since it was there; 0 on the first connection
     * @param payload bytes of each
     */
    ReturningMember(Membership membership, int missed, int payload) {
        this.membership = membership;
        this.missed = missed;
        this.payload = payload;
        this.token = membership.token();
    }

    /** Completes with what it takes to come back; fails if the server refuses, or the connection ends. */
    CompletableFuture<Membership> joined() {
        return joined;
    }

    boolean hasJoined() {
        return joined.isDone() && !joined.isCompletedExceptionally();
    }

    /** Completes when it is a member and has got as many texts as it missed. */
    CompletableFuture<@Nullable Void> caughtUp() {
        return caughtUp;
    }

    /** What it got. */
    Tally tally() {
        return tally;
    }

    /** Says texts, all at once. @return completes when all of them are acknowledged */
    CompletableFuture<@Nullable Void> say(int texts) {
        Channel to = channel();
        unacknowledged = texts;
        for (int number = 0; number < texts; number++) {
            byte[] data = new byte[payload];
            Payload.write(Unpooled.wrappedBuffer(data).clear(), 0, number, 0, payload);
            Command text = new TextCommand(TEXT_REQUEST, "", membership.session(), UUID.randomUUID(), false, data);
            to.write(text, to.voidPromise());
        }
        to.flush();
        return said;
    }

    /** Reads no more: whatever it is sent from here on, it misses. */
    void stopReading() {
        channel().config().setAutoRead(false);
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    private Channel channel() {
        if (channel == null) {
            throw new IllegalStateException(membership.account() + ": not connected (expected: a channel)");
        }
        return channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        channel.pipeline().addLast(MessageCodec.client()); // encodes what is written; nothing gets to it inbound
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        String account = membership.account();
        String known = membership.token();
        send(
                known == null
                        ? LoginCommand.resumable(LOGIN_REQUEST, account, PASSWORD)
                        : LoginCommand.withToken(LOGIN_REQUEST, account, known));
    }

    private void send(Command command) {
        Channel to = channel();
        to.writeAndFlush(command, to.voidPromise());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        fail(new IOException(membership.account() + ": disconnected (expected: to stay)"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        fail(cause);
        ctx.close();
    }

    /** Tells whoever waits for it. */
    void fail(Throwable cause) {
        joined.completeExceptionally(cause); // first: who hears of the others may ask whether it had joined
        caughtUp.completeExceptionally(cause);
        said.completeExceptionally(cause);
    }

    @Override
    public void received(ChannelHandlerContext ctx, ByteBuf in, int at, int end) {
        int type = type(in, at);
        if (type == TEXT) {
            text(in, data(in, at), end);
        } else if (type == ACK) {
            acknowledged(requestId(in, at), in, at, end);
        } else if (type == NAK) {
            fail(new IllegalStateException(membership.account() + ": " + replyText(in, at, end)));
        } // events are for people
    }

    private void text(ByteBuf in, int data, int end) {
        if (end - data < Payload.MIN_BYTES
                || Payload.publisher(in, data) != 0
                || !Payload.isIntact(in, data, end - data, payload)) {
            tally.receivedCorrupt();
        } else {
            tally.received(0, Payload.number(in, data));
        }
        completeWhenCaughtUp();
    }

    private void acknowledged(int requestId, ByteBuf in, int at, int end) {
        switch (requestId) {
            case LOGIN_REQUEST -> loggedIn(json(replyText(in, at, end)));
            case JOIN_REQUEST -> joined(replyText(in, at, end));
            default -> {
                unacknowledged--;
                if (unacknowledged == 0) {
                    said.complete(null);
                }
            }
        }
    }

    private void loggedIn(JsonNode reply) {
        String session = membership.session();
        if (membership.token() != null) {
            send(new JoinCommand(JOIN_REQUEST, "", session, membership.after()));
            return;
        }
        if (!reply.hasNonNull("token")) {
            fail(new IllegalStateException(membership.account() + ": no token (expected: one, to come back with)"));
            return;
        }
        token = reply.get("token").textValue();
        send(
                membership.creates()
                        ? new CreateCommand(JOIN_REQUEST, "", session, SessionOptions.DEFAULT)
                        : new JoinCommand(JOIN_REQUEST, "", session, null));
    }

    private void joined(String reply) {
        long newest = membership.after();
        if (!reply.isEmpty()) { // that of a CREATE is
            JsonNode result = json(reply);
            newest = result.get("sequence").longValue();
            if (!result.get("recovered").booleanValue()) {
                fail(new IllegalStateException(membership.account() + ": " + reply + " (expected: recovered)"));
                return;
            }
        }
        joined.complete(
                new Membership(membership.account(), membership.session(), membership.creates(), token, newest));
        completeWhenCaughtUp();
    }

    private void completeWhenCaughtUp() {
        if (joined.isDone() && tally.received() + tally.corrupt() >= missed) {
            caughtUp.complete(null);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("reply: " + text + " (expected: JSON)", e);
        }
    }
}
