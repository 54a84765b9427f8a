package io.confab.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.Limits;
import io.confab.handlers.limits.Refusals.Reason;
import io.confab.session.MemoryLog;
import io.confab.session.SessionManager;
import io.confab.session.SessionSettings;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.DefaultChannelId;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.time.Clock;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryGuardTest {

    private static final long LIMIT = 1000;

    private final Admission admission = new Admission(Limits.DEFAULT);
    private final ChannelGroup connections = new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE);
    private final List<EmbeddedChannel> stuck =
            Stream.generate(MemoryGuardTest::channel).limit(8).toList();
    private final EmbeddedChannel reader = channel();
    private long used;
    private long limit = LIMIT;
    private final MemoryGuard guard = new MemoryGuard(
            () -> used,
            () -> limit,
            admission,
            new SessionManager(
                    SessionSettings.DEFAULT,
                    new MemoryLog(),
                    PooledByteBufAllocator.DEFAULT,
                    Clock.systemUTC(),
                    List.of()),
            connections);

    MemoryGuardTest() {
        connections.addAll(stuck);
        connections.add(reader);
        stuck.forEach(channel -> writable(channel, false));
    }

    @AfterEach
    void closesAll() {
        connections.close();
    }

    /** Each with an id of its own, which embedded channels have not by themselves. */
    private static EmbeddedChannel channel() {
        return new EmbeddedChannel(DefaultChannelId.newInstance());
    }

    private static void writable(EmbeddedChannel channel, boolean writable) {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, writable);
    }

    private boolean admits() {
        EmbeddedChannel channel = new EmbeddedChannel();
        boolean admitted = admission.connections().admit(channel, null);
        channel.close();
        return admitted;
    }

    private long closed() {
        return stuck.stream().filter(channel -> !channel.isOpen()).count();
    }

    @Test
    void doesNothingWithinTheLimit() {
        used = LIMIT;
        guard.run();
        guard.run();
        assertThat(admits()).isTrue();
        admission.requireMemory();
        assertThat(closed()).isZero();
    }

    @Test
    void addsNothingUntilThereIsMemoryAgain() {
        used = LIMIT + 1;
        guard.run();
        assertThat(admits()).isFalse();
        assertThatThrownBy(admission::requireMemory)
                .isInstanceOfSatisfying(
                        CommandException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(NakCode.UNAVAILABLE));
        assertThat(admission.refusals().of(Reason.MEMORY)).isEqualTo(2);

        used = LIMIT;
        guard.run();
        assertThat(admits()).isTrue();
        admission.requireMemory();
    }

    @Test
    void closesAPartOfThoseToWhichNothingCouldBeSentSinceTheLastLook() {
        used = LIMIT + 1;
        guard.run();
        assertThat(closed()).as("it is not known yet who does not read").isZero();
        writable(stuck.get(7), true);
        guard.run();
        assertThat(closed()).isEqualTo(2);
        guard.run();
        assertThat(closed()).isEqualTo(4);
        guard.run();
        guard.run();
        guard.run();
        guard.run();
        assertThat(closed()).isEqualTo(7);
        assertThat(stuck.get(7).isOpen()).as("it reads").isTrue();
        assertThat(reader.isOpen()).isTrue();
        assertThat(admission.refusals().of(Reason.UNREAD)).isEqualTo(7);
    }

    @Test
    void closesNobodyOnceThereIsEnough() {
        used = LIMIT + 1;
        guard.run();
        guard.run();
        used = LIMIT;
        guard.run();
        guard.run();
        assertThat(closed()).isEqualTo(2);
    }

    @Test
    void goesByANewLimitAtTheNextLook() {
        used = LIMIT + 1;
        limit = LIMIT + 1;
        guard.run();
        assertThat(admits()).isTrue();
        limit = LIMIT;
        guard.run();
        assertThat(admits()).isFalse();
    }
}
