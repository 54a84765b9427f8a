package io.confab.session;

import io.confab.codec.LoopTraffic;
import io.confab.codec.PresenceEvent;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The active members of a session whose channels live on one event loop. A broadcast is one task of this shard, however
 * many members there are and however many messages, and none where one is pending already.
 */
final class MemberShard implements Runnable {

    private final EventLoop eventLoop;
    private final AtomicBoolean pending = new AtomicBoolean();
    private final ArrayList<Member> members = new ArrayList<>(2);

    MemberShard(EventLoop eventLoop) {
        this.eventLoop = eventLoop;
    }

    EventLoop eventLoop() {
        return eventLoop;
    }

    /** Tells the shard that the head has moved; from any thread. */
    void headMoved() {
        if (eventLoop.inEventLoop()) {
            run(); // the session's turn is over: there will be no more in it
        } else if (pending.compareAndSet(false, true)) {
            eventLoop.execute(this);
        }
    }

    @Override
    public void run() {
        pending.set(false); // first: a head that moves from here on is a new task
        LoopTraffic traffic = LoopTraffic.current(); // once for all of them
        // A member that fails while it is written to may leave, and another takes its place: backwards, none is missed.
        for (int i = members.size() - 1; i >= 0; i--) {
            if (i < members.size()) {
                members.get(i).deliver(traffic);
            }
        }
    }

    void announce(PresenceEvent event) {
        if (!eventLoop.inEventLoop()) {
            eventLoop.execute(() -> announce(event));
            return;
        }
        for (int i = members.size() - 1; i >= 0; i--) {
            if (i < members.size()) {
                members.get(i).announce(event);
            }
        }
    }

    void add(Member member) {
        member.shardIndex(members.size());
        members.add(member);
    }

    void remove(Member member) {
        int index = member.shardIndex();
        Member last = members.remove(members.size() - 1);
        if (last != member) {
            members.set(index, last);
            last.shardIndex(index);
        }
        member.shardIndex(-1);
    }
}
