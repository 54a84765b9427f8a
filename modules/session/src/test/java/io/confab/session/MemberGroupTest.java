package io.confab.session;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.NativeFormat;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.DefaultEventLoop;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a session's channels do as any channel group does, and what its shards do beyond that. */
class MemberGroupTest {

    private final World world = new World();
    private final Client alice = world.client("alice");
    private final Client bob = world.client("bob");
    private final List<String> flushed = new ArrayList<>();
    private ChannelGroup group = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);

    @BeforeEach
    void twoMembers() {
        group = alice.create("hall").session().channels();
        bob.join("hall");
        for (Client each : List.of(alice, bob)) {
            String name = String.valueOf(each.connection.account());
            each.channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
                @Override
                public void flush(ChannelHandlerContext ctx) {
                    flushed.add(name);
                    ctx.flush();
                }
            });
        }
    }

    @AfterEach
    void leavesNothingBehind() {
        world.close();
    }

    private ChannelGroupFuture done(ChannelGroupFuture future) {
        world.run();
        assertThat(future.isSuccess()).isTrue();
        return future;
    }

    @Test
    void holdsTheChannelsOfItsMembers() {
        assertThat(group.name()).isEqualTo("hall");
        assertThat(group.size()).isEqualTo(2);
        assertThat(group.contains(alice.channel)).isTrue();
        assertThat(group.iterator()).toIterable().containsExactly(alice.channel, bob.channel);
        assertThat(group.find(bob.channel.id())).isSameAs(bob.channel);
        assertThat(group.find(new EmbeddedChannel().id())).isNull();

        bob.leave("hall");
        assertThat(group.size()).isEqualTo(1);
        assertThat(group.find(bob.channel.id())).isNull();
    }

    @Test
    void isEqualToNothingButItself() {
        ChannelGroup other = world.client("carol").create("yard").session().channels();
        ChannelGroup namesake = new MemberGroup("hall", ImmediateEventExecutor.INSTANCE, List.of());

        ChannelGroup same = requireNonNull(world.manager.find("hall")).channels();
        assertThat(group.equals(same)).isTrue();
        assertThat(group.equals(namesake)).isFalse();
        assertThat(group.hashCode()).isEqualTo(System.identityHashCode(group));
        assertThat(group.compareTo(other)).isNegative();
        assertThat(other.compareTo(group)).isPositive();
        assertThat(group.compareTo(same)).isZero();
        assertThat(Integer.signum(group.compareTo(namesake)))
                .isEqualTo(Integer.compare(System.identityHashCode(group), System.identityHashCode(namesake)));
    }

    @Test
    void writesWaitForAFlush() {
        ChannelGroupFuture all = group.write("one");
        group.write("two", ChannelMatchers.is(bob.channel));
        group.write("three", ChannelMatchers.isNot(bob.channel), true);
        assertThat(alice.received()).isEmpty();
        assertThat(flushed).isEmpty();

        assertThat(group.flush(ChannelMatchers.is(bob.channel)) == group).isTrue();
        assertThat(flushed).containsExactly("bob");
        assertThat(bob.received()).containsExactly("one", "two");
        assertThat(group.flush() == group).isTrue();
        assertThat(flushed).containsExactlyInAnyOrder("bob", "alice", "bob");
        assertThat(alice.received()).containsExactly("one", "three");
        done(all);
    }

    @Test
    @SuppressWarnings("deprecation")
    void whatIsFlushedAtOnceArrivesAtOnce() {
        done(group.writeAndFlush("one"));
        done(group.writeAndFlush("two", ChannelMatchers.is(bob.channel)));
        group.writeAndFlush("three", ChannelMatchers.is(alice.channel), true);
        done(group.flushAndWrite("four"));
        done(group.flushAndWrite("five", ChannelMatchers.is(bob.channel)));

        assertThat(alice.received()).containsExactly("one", "three", "four");
        assertThat(bob.received()).containsExactly("one", "two", "four", "five");
    }

    @Test
    void closesItsChannelsOrSomeOfThem() {
        ChannelGroupFuture bobs = group.newCloseFuture(ChannelMatchers.is(bob.channel));
        ChannelGroupFuture both = group.newCloseFuture();
        done(group.close(ChannelMatchers.is(bob.channel)));

        assertThat(bob.channel.isOpen()).isFalse();
        assertThat(alice.channel.isOpen()).isTrue();
        done(bobs);
        assertThat(both.isDone()).isFalse();
        done(group.close());
        assertThat(alice.channel.isOpen()).isFalse();
        done(both);
    }

    @Test
    void disconnectsItsChannelsOrSomeOfThem() {
        done(group.disconnect(ChannelMatchers.is(bob.channel)));
        assertThat(bob.channel.isActive()).isFalse();
        assertThat(alice.channel.isActive()).isTrue();
        done(group.disconnect());
        assertThat(alice.channel.isActive()).isFalse();
    }

    @Test
    @SuppressWarnings("deprecation")
    void deregistersItsChannelsOrSomeOfThem() {
        List<String> deregistered = new ArrayList<>();
        for (Client each : List.of(alice, bob)) {
            each.channel.pipeline().addFirst(new ChannelOutboundHandlerAdapter() {
                @Override
                public void deregister(ChannelHandlerContext ctx, ChannelPromise promise) {
                    deregistered.add(String.valueOf(each.connection.account()));
                    promise.setSuccess();
                }
            });
        }

        done(group.deregister(ChannelMatchers.is(bob.channel)));
        assertThat(deregistered).containsExactly("bob");
        done(group.deregister());
        assertThat(deregistered).containsExactlyInAnyOrder("bob", "alice", "bob");
    }

    @Test
    void aBroadcastIsOneTaskOfALoopAndNoneWhereOneIsPending() {
        try (Loop loop = new Loop()) {
            Loop.End carol = loop.login("carol", world.online);
            Loop.End dave = loop.login("dave", world.online);
            MemberGroup shards = new MemberGroup("hall", ImmediateEventExecutor.INSTANCE, List.of());
            Session session = requireNonNull(world.manager.find("hall"));
            Tail tail = new Tail(NativeFormat.INSTANCE, alice.channel.alloc(), 4096, 0);
            for (Loop.End end : List.of(carol, dave)) {
                Member member = new Member(session, end.connection, "x", 9, new Cursor(tail, 9, tail.last(), 0, 0));
                loop.call(() -> {
                    shards.activate(member);
                    return true;
                });
            }
            CountDownLatch release = loop.hold();
            DefaultEventLoop eventLoop = loop.eventLoop;
            int before = eventLoop.pendingTasks();

            shards.headMoved();
            shards.headMoved();
            shards.headMoved();
            assertThat(eventLoop.pendingTasks()).isEqualTo(before + 1);

            release.countDown();
            loop.settle();
            CountDownLatch again = loop.hold();
            shards.headMoved();
            assertThat(eventLoop.pendingTasks()).isEqualTo(1);
            again.countDown();
        }
    }

    @Test
    void membersComeAndGoInAnyOrder() {
        Client carol = world.client("carol");
        Client dave = world.client("dave");
        carol.join("hall");
        dave.join("hall");
        bob.leave("hall");
        alice.say("one");
        assertThat(carol.texts()).containsExactly("alice: one");
        assertThat(dave.texts()).containsExactly("alice: one");
        dave.leave("hall");
        bob.join("hall");
        alice.say("two");

        assertThat(carol.texts()).containsExactly("alice: two");
        assertThat(bob.texts()).containsExactly("alice: two");
        assertThat(dave.texts()).isEmpty();
    }

    @Test
    void shardsCloseTheGapsThatLeavingMembersMake() throws Exception {
        try (Loop loop = new Loop()) {
            MemberGroup shards = new MemberGroup("hall", ImmediateEventExecutor.INSTANCE, List.of());
            Session session = requireNonNull(world.manager.find("hall"));
            Tail tail = new Tail(NativeFormat.INSTANCE, alice.channel.alloc(), 4096, 0);
            List<Member> members = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                Connection connection = loop.connect("m" + i).connection;
                members.add(new Member(session, connection, "m" + i, i, new Cursor(tail, i, tail.last(), 0, 0)));
            }
            List<Integer> indices = new ArrayList<>();
            loop.eventLoop
                    .submit(() -> {
                        members.forEach(shards::activate);
                        shards.deactivate(members.get(0));
                        members.forEach(member -> indices.add(member.shardIndex()));
                        shards.deactivate(members.get(1));
                        members.forEach(member -> indices.add(member.shardIndex()));
                        shards.deactivate(members.get(2));
                        indices.add(members.get(2).shardIndex());
                    })
                    .get(20, TimeUnit.SECONDS);

            assertThat(indices).containsExactly(-1, 1, 0, -1, -1, 0, -1);
        }
    }
}
