package io.confab.session;

import io.confab.codec.PresenceEvent;
import io.netty.channel.Channel;
import io.netty.channel.ChannelId;
import io.netty.channel.EventLoop;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.ChannelGroupFuture;
import io.netty.channel.group.ChannelMatcher;
import io.netty.channel.group.ChannelMatchers;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.EventExecutor;
import java.util.AbstractSet;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The channels of a session's members, sharded by event loop: what is said in the session costs one task for each event
 * loop that has members, not one for each member.
 *
 * <p>It is a {@link ChannelGroup} that nobody adds to or removes from: members come and go by joining and leaving. What
 * a channel group can do besides broadcasting (a message of one's own, a flush, a close for all) works on the members
 * there are at the moment of the call. Thread-safe.
 */
final class MemberGroup extends AbstractSet<Channel> implements ChannelGroup {

    private static final MemberShard[] NONE = {};

    private final String name;
    private final EventExecutor executor;
    private final Collection<Member> members;

    /** Replaced, never changed, so that broadcasting needs no lock. */
    private volatile MemberShard[] shards = NONE;

    /**
     * @param name     the session's
     * @param executor tells the futures of this group
     * @param members  a live and thread-safe view
     */
    MemberGroup(String name, EventExecutor executor, Collection<Member> members) {
        this.name = name;
        this.executor = executor;
        this.members = members;
    }

    // ---- what the session does ----

    /** Begins to deliver; on the member's event loop. */
    void activate(Member member) {
        shardOf(member.channel().eventLoop()).add(member);
    }

    /** Ends delivery; on the member's event loop. */
    void deactivate(Member member) {
        shardOf(member.channel().eventLoop()).remove(member);
    }

    /** Has every member delivered what is new. */
    void headMoved() {
        for (MemberShard shard : shards) {
            shard.headMoved();
        }
    }

    void announce(PresenceEvent event) {
        for (MemberShard shard : shards) {
            shard.announce(event);
        }
    }

    private MemberShard shardOf(EventLoop eventLoop) {
        MemberShard shard = find(eventLoop);
        return shard == null ? addShard(eventLoop) : shard;
    }

    private @Nullable MemberShard find(EventLoop eventLoop) {
        for (MemberShard shard : shards) {
            if (shard.eventLoop() == eventLoop) {
                return shard;
            }
        }
        return null;
    }

    private synchronized MemberShard addShard(EventLoop eventLoop) {
        MemberShard shard = find(eventLoop);
        if (shard == null) {
            shard = new MemberShard(eventLoop);
            MemberShard[] more = Arrays.copyOf(shards, shards.length + 1);
            more[shards.length] = shard;
            shards = more;
        }
        return shard;
    }

    // ---- what any channel group does ----

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Channel find(ChannelId id) {
        for (Channel channel : this) {
            if (channel.id().equals(id)) {
                return channel;
            }
        }
        return null;
    }

    @Override
    public Iterator<Channel> iterator() {
        return members.stream().map(Member::channel).iterator();
    }

    @Override
    public int size() {
        return members.size();
    }

    @Override
    public int compareTo(ChannelGroup other) {
        int byName = name.compareTo(other.name());
        return byName != 0 ? byName : Integer.compare(System.identityHashCode(this), System.identityHashCode(other));
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }

    // Netty's own group does the rest for the channels there are now. They are taken out again at once: each holds on
    // to
    // the group it is in until it closes.
    private <T> T now(Function<ChannelGroup, T> action) {
        DefaultChannelGroup group = new DefaultChannelGroup(name, executor);
        group.addAll(this);
        try {
            return action.apply(group);
        } finally {
            List.copyOf(group).forEach(group::remove);
        }
    }

    @Override
    public ChannelGroupFuture write(Object message) {
        return now(group -> group.write(message));
    }

    @Override
    public ChannelGroupFuture write(Object message, ChannelMatcher matcher) {
        return now(group -> group.write(message, matcher));
    }

    @Override
    public ChannelGroupFuture write(Object message, ChannelMatcher matcher, boolean voidPromise) {
        return now(group -> group.write(message, matcher, voidPromise));
    }

    @Override
    public ChannelGroup flush() {
        return flush(ChannelMatchers.all());
    }

    @Override
    public ChannelGroup flush(ChannelMatcher matcher) {
        return now(group -> {
            group.flush(matcher);
            return this;
        });
    }

    @Override
    public ChannelGroupFuture writeAndFlush(Object message) {
        return now(group -> group.writeAndFlush(message));
    }

    @Override
    @Deprecated
    public ChannelGroupFuture flushAndWrite(Object message) {
        return writeAndFlush(message);
    }

    @Override
    public ChannelGroupFuture writeAndFlush(Object message, ChannelMatcher matcher) {
        return now(group -> group.writeAndFlush(message, matcher));
    }

    @Override
    public ChannelGroupFuture writeAndFlush(Object message, ChannelMatcher matcher, boolean voidPromise) {
        return now(group -> group.writeAndFlush(message, matcher, voidPromise));
    }

    @Override
    @Deprecated
    public ChannelGroupFuture flushAndWrite(Object message, ChannelMatcher matcher) {
        return writeAndFlush(message, matcher);
    }

    @Override
    public ChannelGroupFuture disconnect() {
        return now(group -> group.disconnect());
    }

    @Override
    public ChannelGroupFuture disconnect(ChannelMatcher matcher) {
        return now(group -> group.disconnect(matcher));
    }

    @Override
    public ChannelGroupFuture close() {
        return now(group -> group.close());
    }

    @Override
    public ChannelGroupFuture close(ChannelMatcher matcher) {
        return now(group -> group.close(matcher));
    }

    @Override
    @Deprecated
    public ChannelGroupFuture deregister() {
        return now(group -> group.deregister());
    }

    @Override
    @Deprecated
    public ChannelGroupFuture deregister(ChannelMatcher matcher) {
        return now(group -> group.deregister(matcher));
    }

    @Override
    public ChannelGroupFuture newCloseFuture() {
        return now(group -> group.newCloseFuture());
    }

    @Override
    public ChannelGroupFuture newCloseFuture(ChannelMatcher matcher) {
        return now(group -> group.newCloseFuture(matcher));
    }
}
