package io.confab.benchmarks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A member of a session under load, on a connection of its own, and what it counts. Its {@link Dialect} reads and writes.
 * On the run's event loop only.
 */
final class LoadMember extends ByteToMessageDecoder {

    private final LoadRun run;
    private final String account;
    private final String session;
    private final boolean creates;
    private final CompletableFuture<LoadMember> joined = new CompletableFuture<>();
    private final Tally tally;
    private final LoadPublisher[] publishers;
    private final @Nullable LoadPublisher own;
    private final Dialect dialect;
    private @Nullable Channel channel;
    private long acks;

    /**
     * @param publishers those of the session, by their places; filled by the time they speak
     * @param own        the place at which this one speaks, or -1
     */
    LoadMember(LoadRun run, String account, String session, boolean creates, LoadPublisher[] publishers, int own) {
        this.run = run;
        this.account = account;
        this.session = session;
        this.creates = creates;
        this.publishers = publishers;
        this.tally = new Tally(publishers.length);
        this.own = own < 0 ? null : new LoadPublisher(run, this, own);
        if (this.own != null) {
            publishers[own] = this.own;
        }
        this.dialect = run.scenario().protocol().dialect(this);
    }

    Scenario scenario() {
        return run.scenario();
    }

    String account() {
        return account;
    }

    String session() {
        return session;
    }

    /** Whether it creates its session; otherwise it joins it. */
    boolean creates() {
        return creates;
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
        dialect.carrier().connected(ctx, dialect);
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

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        dialect.carrier().read(ctx, in, dialect);
    }

    /** Appends one of this member's texts. */
    void writeText(ByteBuf out, int publisher, int number, long nanoTime) {
        dialect.writeText(out, publisher, number, nanoTime);
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

    // ---- what the dialect tells ----

    void hasJoined() {
        joined.complete(this);
    }

    /** @param reason the server's */
    void refused(String reason) {
        joined.completeExceptionally(new IllegalStateException(account + ": " + reason));
    }

    /** Counts an {@code ACK} of a text. */
    void acknowledged() {
        acks++;
    }

    /** Counts a text that is not as it was said. */
    void receivedCorrupt() {
        tally.receivedCorrupt();
    }

    /** Counts a text. */
    void received(int publisher, int number, long nanoTime) {
        if (publisher < 0 || publisher >= publishers.length) {
            tally.receivedCorrupt();
            return;
        }
        tally.received(publisher, number);
        run.delivered(nanoTime);
        publishers[publisher].delivered(number);
    }
}
