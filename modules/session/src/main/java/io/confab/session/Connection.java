package io.confab.session;

import static java.util.Objects.requireNonNull;

import io.confab.api.Role;
import io.confab.codec.KickedEvent;
import io.confab.codec.LoopTraffic;
import io.confab.codec.Message;
import io.confab.codec.WireFormat;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelOutboundInvoker;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A client's channel, its login and its memberships. Everything here but {@link #channel()}, {@link #format()} and {@link #putOff} is
 * used on the channel's event loop only. When the channel closes, and only then, the connection is taken out of
 * everything it was in.
 */
public final class Connection {

    private final Channel channel;
    private final ChannelOutboundInvoker out;
    private final WireFormat format;
    private @Nullable String account;
    private Role role = Role.MEMBER;
    private Map<String, Member> members = Map.of();
    private int joining;
    private boolean paused;
    private @Nullable List<Member> speaking;

    // The last answer of member(). A client's frames mostly name one session, and the codec gives the same name the
    // same
    // string, so that comparing references finds it.
    private @Nullable String askedName;
    private @Nullable Member askedMember;

    /**
     * @param format how the client is sent what is said in sessions
     */
    public Connection(Channel channel, WireFormat format) {
        this(channel, channel, format);
    }

    /**
     * @param out    where to write to: the channel, or a place in its pipeline behind which nothing cares for what is
     *               written. Every handler that is passed costs a look, for every member of every session in every turn
     * @param format how the client is sent what is said in sessions
     */
    public Connection(Channel channel, ChannelOutboundInvoker out, WireFormat format) {
        this.channel = requireNonNull(channel, "channel");
        this.out = requireNonNull(out, "out");
        this.format = requireNonNull(format, "format");
    }

    /** The client's channel. */
    public Channel channel() {
        return channel;
    }

    /** Writes a message or bytes, without a flush; on the channel's event loop. */
    public void write(Object message) {
        if (message instanceof Message sent) {
            LoopTraffic.current().sent(sent.type());
        }
        out.write(message, out.voidPromise());
    }

    /** As {@link #write}, for one who wants to know when it is with the operating system. */
    public ChannelFuture writeTold(Object message) {
        return out.write(message);
    }

    ChannelOutboundInvoker out() {
        return out;
    }

    /** Sends what was written; on the channel's event loop. */
    public void flush() {
        out.flush();
    }

    /** How the client is sent what is said in sessions. */
    public WireFormat format() {
        return format;
    }

    /** The account that is logged in, or null. */
    public @Nullable String account() {
        return account;
    }

    /** What the account may do, as far as it is known. */
    public Role role() {
        return role;
    }

    /** Notes what the account may do. */
    public void role(Role role) {
        requireInEventLoop();
        this.role = requireNonNull(role, "role");
    }

    /**
     * Notes that the account, which {@link OnlineAccounts#enter was entered}, is logged in. Once in a connection's life.
     */
    public void loggedIn(String account, OnlineAccounts online) {
        requireInEventLoop();
        if (this.account != null) {
            throw new IllegalStateException("account: " + this.account + " (expected: none yet)");
        }
        this.account = account;
        channel.closeFuture().addListener(closed -> {
            List.copyOf(members.values()).forEach(Member::leave);
            online.remove(account, this);
        });
    }

    /**
     * Tells the client that it is put off the server, and closes, without waiting for a peer that does not read. From any
     * thread.
     *
     * @param reason for people
     */
    public void putOff(String reason) {
        channel.writeAndFlush(new KickedEvent("", reason), channel.voidPromise());
        channel.close();
    }

    /** The account's membership in a session, or null. */
    @SuppressWarnings("ReferenceEquality")
    public @Nullable Member member(String session) {
        if (session != askedName) {
            askedName = session;
            askedMember = members.get(session);
        }
        return askedMember;
    }

    /** The only membership, or null if there is none or more than one. */
    public @Nullable Member onlyMember() {
        return members.size() == 1 ? members.values().iterator().next() : null;
    }

    /** In how many sessions the account is a member. */
    public int memberships() {
        return members.size();
    }

    /** In how many sessions it is a member, or may become one by what was asked for and is not decided yet. */
    int claims() {
        return members.size() + joining;
    }

    /** Notes that a membership has been asked for. */
    void joinBegins() {
        joining++;
    }

    /** Notes what became of it, before {@link #add} where it was granted. */
    void joinEnds() {
        joining--;
    }

    /** Called when what was read from the channel has been handled: what was said in it goes to the sessions. */
    public void readComplete() {
        List<Member> spoke = speaking;
        if (spoke != null) {
            speaking = null;
            spoke.forEach(Member::handOver);
        }
    }

    /**
     * Has nothing more delivered until {@link #resume}: a gateway that sends at a pace of its own has enough. What is said
     * meanwhile waits in the sessions, as it does for a client that does not read; replies and events come all the same.
     */
    public void pause() {
        paused = true;
    }

    /** Ends what {@link #pause} began: members go on. */
    public void resume() {
        paused = false;
        writable();
    }

    /** Whether there is room for more of what is said. */
    boolean takesMore() {
        return !paused && channel.isWritable();
    }

    /** Called when the channel has become writable: members that lag go on. */
    public void writable() {
        if (!members.isEmpty()) {
            List.copyOf(members.values()).forEach(Member::deliver);
        }
    }

    /** Has nothing more read, until {@link #goOn} was called as often; from any thread. */
    void holdBack() {
        tell(Hold.BEGIN);
    }

    /** Ends what {@link #holdBack} began; from any thread. */
    void goOn() {
        tell(Hold.END);
    }

    private void tell(Hold hold) {
        channel.eventLoop().execute(() -> channel.pipeline().fireUserEventTriggered(hold));
    }

    void add(Member member) {
        if (members.isEmpty()) {
            members = Map.of(member.session().name(), member); // nearly always it stays with one
        } else {
            if (members.size() == 1) {
                members = new HashMap<>(members);
            }
            members.put(member.session().name(), member);
        }
        askedName = null;
    }

    void remove(Member member) {
        String name = member.session().name();
        if (members.get(name) != member) {
            return;
        }
        askedName = null;
        askedMember = null;
        if (members.size() == 1) {
            members = Map.of();
        } else {
            members.remove(name);
            if (members.size() == 1) {
                members = Map.copyOf(members);
            }
        }
    }

    /** Remembers to hand over what the member said at the end of this read. */
    void speaks(Member member) {
        if (speaking == null) {
            speaking = new ArrayList<>(1);
        }
        speaking.add(member);
    }

    void requireInEventLoop() {
        if (!channel.eventLoop().inEventLoop()) {
            throw new IllegalStateException(
                    "thread: " + Thread.currentThread().getName() + " (expected: the event loop of " + channel + ")");
        }
    }

    @Override
    public String toString() {
        String where = ClientAddress.describe(channel);
        return account == null ? where : account + " on " + where;
    }
}
