package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** A member of a session under load. It reads and writes frames by itself. On the run's event loop only. */
final class LoadMember extends MemberFrames {

    private static final int LOGIN = 0x10;
    private static final int CREATE = 0x12;
    private static final int JOIN = 0x13;

    private static final int LOGIN_REQUEST = 1;
    private static final int JOIN_REQUEST = 2;
    private static final int TEXT_REQUEST = 3;

    private static final byte[] PASSWORD = "benchmark".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NOTHING = {};

    private final LoadRun run;
    private final String account;
    private final byte[] session;
    private final boolean creates;
    private final CompletableFuture<LoadMember> joined = new CompletableFuture<>();
    private final Tally tally;
    private final LoadPublisher[] publishers;
    private final @Nullable LoadPublisher own;
    private @Nullable Channel channel;
    private long acks;

    /**
     * @param publishers those of the session, by their places; filled by the time they speak
     * @param own        the place at which this one speaks, or -1
     */
    LoadMember(LoadRun run, String account, String session, boolean creates, LoadPublisher[] publishers, int own) {
        this.run = run;
        this.account = account;
        this.session = session.getBytes(StandardCharsets.US_ASCII);
        this.creates = creates;
        this.publishers = publishers;
        this.tally = new Tally(publishers.length);
        this.own = own < 0 ? null : new LoadPublisher(run, this, own);
        if (this.own != null) {
            publishers[own] = this.own;
        }
    }

    CompletableFuture<LoadMember> joined() {
        return joined;
    }

    Tally tally() {
        return tally;
    }

    long acks() {
        return acks;
    }

    @Nullable
    LoadPublisher publisher() {
        return own;
    }

    /** Notes what was never delivered; nobody is sent its own texts. */
    void ended() {
        for (int i = 0; i < publishers.length; i++) {
            if (publishers[i] != own) {
                tally.ended(i, publishers[i].said());
            }
        }
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        channel = ctx.channel();
        send(ctx, LOGIN, LOGIN_REQUEST, account.getBytes(StandardCharsets.US_ASCII), NOTHING, PASSWORD);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        joined.completeExceptionally(new IllegalStateException(account + ": disconnected (expected: a session)"));
        run.disconnected();
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        joined.completeExceptionally(cause);
        ctx.close();
    }

    private static void send(
            ChannelHandlerContext ctx, int type, int requestId, byte[] source, byte[] session, byte[] data) {
        ByteBuf out = ctx.alloc().ioBuffer();
        begin(out, type, requestId, source, session, data.length).writeBytes(data);
        ctx.writeAndFlush(out, ctx.voidPromise());
    }

    private static ByteBuf begin(ByteBuf out, int type, int requestId, byte[] source, byte[] session, int dataBytes) {
        out.writeInt(8 + source.length + session.length + dataBytes);
        out.writeByte(type).writeByte(0).writeInt(requestId);
        out.writeByte(source.length).writeBytes(source);
        return out.writeByte(session.length).writeBytes(session);
    }

    /** Appends the frame of one of this member's texts. */
    void writeText(ByteBuf out, int publisher, int number, long nanoTime) {
        int bytes = run.scenario().payload();
        begin(out, TEXT, run.scenario().acked() ? TEXT_REQUEST : 0, NOTHING, session, bytes);
        Payload.write(out, publisher, number, nanoTime, bytes);
    }

    void send(ByteBuf texts) {
        if (channel == null) {
            texts.release();
            return;
        }
        channel.writeAndFlush(texts, channel.voidPromise());
    }

    Channel channel() {
        if (channel == null) {
            throw new IllegalStateException(account + ": not connected (expected: a channel)");
        }
        return channel;
    }

    @Override
    void received(ChannelHandlerContext ctx, ByteBuf in, int at, int end) {
        int type = type(in, at);
        if (type == TEXT) {
            text(in, at, end);
        } else if (type == ACK) {
            acked(ctx, requestId(in, at));
        } else if (type == NAK) {
            joined.completeExceptionally(new IllegalStateException(account + ": " + replyText(in, at, end)));
        } // events are for people
    }

    private void acked(ChannelHandlerContext ctx, int requestId) {
        if (requestId == TEXT_REQUEST) {
            acks++;
        } else if (requestId == LOGIN_REQUEST) {
            send(ctx, creates ? CREATE : JOIN, JOIN_REQUEST, NOTHING, session, NOTHING);
        } else {
            joined.complete(this);
        }
    }

    private void text(ByteBuf in, int at, int end) {
        int next = data(in, at);
        if (end - next < Payload.MIN_BYTES) {
            tally.receivedCorrupt();
            return;
        }
        int publisher = Payload.publisher(in, next);
        if (publisher < 0
                || publisher >= publishers.length
                || !Payload.isIntact(in, next, end - next, run.scenario().payload())) {
            tally.receivedCorrupt();
            return;
        }
        int number = Payload.number(in, next);
        tally.received(publisher, number);
        run.delivered(Payload.nanoTime(in, next));
        publishers[publisher].delivered(number);
    }
}
