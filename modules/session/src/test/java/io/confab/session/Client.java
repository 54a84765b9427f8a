package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.NakCode;
import io.confab.codec.Message;
import io.confab.codec.NativeFormat;
import io.confab.codec.SessionOptions;
import io.confab.codec.WireFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A connection of a {@link World} and what it is sent; its event loop runs when the world does. */
final class Client {

    private final World world;
    final EmbeddedChannel channel;
    final Connection connection;
    private final List<Object> received = new ArrayList<>();
    private int holds;

    Client(World world, String account, WireFormat format) {
        this.world = world;
        this.channel = new EmbeddedChannel(DefaultChannelId.newInstance()); // by default all have the same
        channel.freezeTime();
        this.connection = new Connection(channel, format);
        channel.pipeline().addLast(new ChannelInboundHandlerAdapter() {
            @Override
            public void channelWritabilityChanged(ChannelHandlerContext ctx) {
                if (ctx.channel().isWritable()) {
                    connection.writable();
                }
            }

            @Override
            public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                holds += event == Hold.BEGIN ? 1 : -1;
            }
        });
        world.online.enter(account, connection);
        connection.loggedIn(account, world.online);
    }

    Client(World world, String account) {
        this(world, account, NativeFormat.INSTANCE);
    }

    // ---- asking ----

    Member create(String session) {
        return create(session, SessionOptions.DEFAULT);
    }

    Member create(String session, SessionOptions options) {
        CompletionStage<Joined> joining = world.manager.create(connection, session, options);
        world.run();
        return activate(Await.value(joining));
    }

    NakCode createRefusal(String session, SessionOptions options) {
        CompletionStage<Joined> joining = world.manager.create(connection, session, options);
        world.run();
        return Await.refusal(joining);
    }

    Joined joinOnly(String session, @Nullable Long after) {
        CompletionStage<Joined> joining = world.manager.join(connection, session, after);
        world.run();
        return Await.value(joining);
    }

    Member join(String session) {
        return activate(joinOnly(session, null));
    }

    Joined join(String session, @Nullable Long after) {
        Joined joined = joinOnly(session, after);
        activate(joined);
        return joined;
    }

    NakCode joinRefusal(String session) {
        CompletionStage<Joined> joining = world.manager.join(connection, session, null);
        world.run();
        return Await.refusal(joining);
    }

    Member activate(Joined joined) {
        joined.member().activate();
        world.run();
        return joined.member();
    }

    Member member(String session) {
        return requireNonNull(connection.member(session), session);
    }

    void leave(String session) {
        CompletionStage<Void> left = member(session).leave();
        world.run();
        left.toCompletableFuture().join();
    }

    /** Says something in its only session and lets everything that follows from it happen. */
    Remark say(String text) {
        Remark remark = new Remark(text);
        say(remark);
        return remark;
    }

    void say(Remark remark) {
        requireNonNull(connection.onlyMember(), "onlyMember").say(remark);
        connection.readComplete();
        world.run();
    }

    // ---- the channel ----

    /** How often it is held back at the moment. */
    int holds() {
        return holds;
    }

    void writable(boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
        world.run();
    }

    void disconnect() {
        channel.close();
        world.run();
    }

    // ---- listening ----

    private void read() {
        for (Object each = channel.readOutbound(); each != null; each = channel.readOutbound()) {
            if (each instanceof ByteBuf frames) {
                received.addAll(Heard.in(frames));
            } else {
                received.add(each);
            }
        }
    }

    /** Everything it was sent since it was last asked this, in order. */
    List<Object> received() {
        read();
        List<Object> all = List.copyOf(received);
        received.clear();
        return all;
    }

    /** The messages it was sent since it was last asked what it received; anything else stays. */
    List<Heard> heard() {
        read();
        List<Heard> heard = received.stream()
                .filter(Heard.class::isInstance)
                .map(Heard.class::cast)
                .toList();
        received.removeAll(heard);
        return heard;
    }

    /** As {@link #heard()}, in words. */
    List<String> texts() {
        return heard().stream().map(Heard::toString).toList();
    }

    /** The events it was sent since it was last asked what it received; messages stay. */
    List<Message> events() {
        read();
        List<Message> events = received.stream()
                .filter(Message.class::isInstance)
                .map(Message.class::cast)
                .toList();
        received.removeAll(events);
        return events;
    }
}
