package io.confab.handlers.limits;

import static io.confab.handlers.limits.AddressPrefixTest.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.confab.handlers.limits.Refusals.Reason;
import io.netty.channel.embedded.EmbeddedChannel;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionLimiterTest {

    private final List<EmbeddedChannel> channels = new ArrayList<>();
    private long now;
    private Admission admission = admission(Limits.builder());

    private Admission admission(Limits.Builder limits) {
        return new Admission(limits.build(), () -> now);
    }

    private boolean admits(String address) {
        return admits(address(address));
    }

    private boolean admits(InetAddress address) {
        EmbeddedChannel channel = new EmbeddedChannel();
        boolean admitted = admission.connections().admit(channel, address);
        if (admitted) {
            channels.add(channel);
        } else {
            channel.close();
        }
        return admitted;
    }

    @AfterEach
    void keepsNothingOfConnectionsThatAreClosed() {
        channels.forEach(EmbeddedChannel::close);
        assertThat(admission.connections().open()).isZero();
        assertThat(admission.connections().prefixes()).isZero();
    }

    @Test
    void takesAsManyInAllAsThereMayBe() {
        admission = admission(Limits.builder().connections(2));
        assertThat(admits("127.0.0.1")).isTrue();
        assertThat(admits("192.0.2.1")).isTrue();
        assertThat(admits("192.0.2.2")).isFalse();
        assertThat(admits("127.0.0.1")).as("an exempt one counts too").isFalse();
        assertThat(admission.refusals().of(Reason.CONNECTIONS)).isEqualTo(2);

        channels.remove(0).close();
        assertThat(admits("192.0.2.2")).isTrue();
    }

    @Test
    void takesAsManyOfAnAddressAsItMayHave() {
        admission = admission(Limits.builder().connectionsPerAddress(2));
        assertThat(admits("192.0.2.1")).isTrue();
        assertThat(admits("192.0.2.1")).isTrue();
        assertThat(admits("192.0.2.1")).isFalse();
        assertThat(admits("192.0.2.2")).isTrue();
        assertThat(admission.refusals().of(Reason.CONNECTIONS_PER_ADDRESS)).isEqualTo(1);
        assertThat(admission.connections().open()).isEqualTo(3);

        channels.remove(0).close();
        assertThat(admits("192.0.2.1")).isTrue();
    }

    @Test
    void countsAnIpv6NetworkAsOneAddressAndASiteAsSixteen() {
        admission = admission(Limits.builder().connectionsPerAddress(1));
        assertThat(admits("2001:db8::1")).isTrue();
        assertThat(admits("2001:db8::2")).isFalse();
        for (int network = 1; network < Limits.SITE_FACTOR; network++) {
            assertThat(admits("2001:db8:0:" + network + "::1")).isTrue();
        }
        assertThat(admits("2001:db8:0:ffff::1")).isFalse();
        assertThat(admits("2001:db8:1::1")).as("another site").isTrue();
        assertThat(admission.refusals().of(Reason.CONNECTIONS_PER_ADDRESS)).isEqualTo(2);
    }

    @Test
    void takesNewOnesAsFastAsTheyMayCome() {
        admission = admission(Limits.builder().connectionRate(new Rate(2, 3)));
        for (int i = 0; i < 3; i++) {
            assertThat(admits("192.0.2.1")).isTrue();
        }
        assertThat(admits("192.0.2.1")).isFalse();
        assertThat(admits("192.0.2.2")).isTrue();
        now += Duration.ofMillis(499).toNanos();
        assertThat(admits("192.0.2.1")).isFalse();
        now += Duration.ofMillis(1).toNanos();
        assertThat(admits("192.0.2.1")).isTrue();
        assertThat(admits("192.0.2.1")).isFalse();
        assertThat(admission.refusals().of(Reason.CONNECTION_RATE)).isEqualTo(3);
    }

    @Test
    void limitsNoExemptAddressByAddress() {
        admission = admission(Limits.builder().connectionsPerAddress(1).connectionRate(new Rate(1, 1)));
        for (int i = 0; i < 10; i++) {
            assertThat(admits("127.0.0.1")).isTrue();
            assertThat(admits("::1")).isTrue();
        }
    }

    @Test
    void limitsLoopbackWhereNothingIsExempt() {
        admission = admission(Limits.builder().exempt(List.of()).connectionsPerAddress(1));
        assertThat(admits("127.0.0.1")).isTrue();
        assertThat(admits("127.0.0.1")).isFalse();
    }

    @Test
    void goesByNewLimitsAtOnceWithWhatItHasCounted() {
        admission = admission(Limits.builder().connectionsPerAddress(3).connectionRate(new Rate(1, 4)));
        assertThat(admits("192.0.2.1")).isTrue();
        assertThat(admits("192.0.2.1")).isTrue();
        admission.takeUp(Limits.builder()
                .connectionsPerAddress(2)
                .connectionRate(new Rate(1, 4))
                .build());
        assertThat(admits("192.0.2.1")).as("it has two").isFalse();
        admission.takeUp(Limits.builder()
                .connectionsPerAddress(10)
                .connectionRate(new Rate(1, 1))
                .build());
        now += 1;
        assertThat(admits("192.0.2.1")).as("of what was saved up one is left").isTrue();
        assertThat(admits("192.0.2.1")).isFalse();
        assertThat(admission.refusals().of(Reason.CONNECTION_RATE)).isEqualTo(1);
        admission.takeUp(Limits.builder().connections(3).build());
        assertThat(admits("198.51.100.1")).isFalse();
        assertThat(admission.refusals().of(Reason.CONNECTIONS)).isEqualTo(1);
    }

    @Test
    void forgetsNothingThatWasCountedByOtherPrefixes() {
        admission = admission(Limits.builder().connectionsPerAddress(2));
        assertThat(admits("192.0.2.1")).isTrue();
        admission.takeUp(Limits.builder().connectionsPerAddress(2).ipv4Bits(24).build());
        assertThat(admits("192.0.2.1")).isTrue();
        assertThat(admits("192.0.2.2")).isTrue();
        assertThat(admits("192.0.2.3")).isFalse();
    } // and each leaves what it was counted by
}
