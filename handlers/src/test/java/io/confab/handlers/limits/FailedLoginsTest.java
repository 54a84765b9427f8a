package io.confab.handlers.limits;

import static io.confab.handlers.limits.AddressPrefixTest.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.handlers.limits.Refusals.Reason;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FailedLoginsTest {

    private static final InetAddress HERE = address("192.0.2.1");
    private static final InetAddress THERE = address("192.0.2.2");

    private long now;
    private Admission admission = admission(Limits.builder());

    private Admission admission(Limits.Builder limits) {
        return new Admission(limits.build(), () -> now);
    }

    private FailedLogins.Attempt begin(String account, InetAddress address) {
        return admission.logins().begin(account, address);
    }

    private void fail(String account, InetAddress address) {
        begin(account, address).failed();
    }

    private void refuses(String account, InetAddress address, long millis) {
        long before = admission.refusals().of(Reason.LOGIN_DELAY);
        assertThatThrownBy(() -> begin(account, address))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        refusal -> assertThat(refusal.code()).isEqualTo(NakCode.RATE_LIMITED))
                .hasMessage("login: too many (expected: again after " + millis + " ms)");
        assertThat(admission.refusals().of(Reason.LOGIN_DELAY)).isEqualTo(before + 1);
    }

    private void advance(long millis) {
        now += Duration.ofMillis(millis).toNanos();
    }

    @Test
    void makesAnAccountWaitTwiceAsLongAfterEachFailureFromAnAddress() {
        for (int i = 0; i < FailedLogins.FREE_FOR_ACCOUNT + 1; i++) {
            fail("jill", HERE);
        }
        for (long delay = 1000; delay <= 512_000; delay *= 2) {
            refuses("jill", HERE, delay);
            advance(delay - 1);
            refuses("jill", HERE, 1);
            advance(1);
            fail("jill", HERE);
        }
        refuses("jill", HERE, Duration.ofMinutes(15).toMillis());
    }

    @Test
    void makesNobodyElseWait() {
        for (int i = 0; i < FailedLogins.FREE_FOR_ACCOUNT + 1; i++) {
            fail("jill", HERE);
        }
        begin("jill", THERE).succeeded();
        begin("jack", HERE).succeeded();
    }

    @Test
    void forgetsWhatWasBeforeASuccess() {
        for (int i = 0; i < FailedLogins.FREE_FOR_ACCOUNT; i++) {
            fail("jill", HERE);
        }
        begin("jill", HERE).succeeded();
        for (int i = 0; i < FailedLogins.FREE_FOR_ACCOUNT; i++) {
            fail("jill", HERE);
        }
        begin("jill", HERE).succeeded();
    }

    @Test
    void forgetsOneFailureForEachOfTheLongestDelays() {
        for (int i = 0; i < FailedLogins.FREE_FOR_ACCOUNT + 1; i++) {
            fail("jill", HERE);
        }
        advance(2 * Duration.ofMinutes(15).toMillis());
        fail("jill", HERE); // 3 of 4 are left after it
        begin("jill", HERE).abandoned();
    }

    @Test
    void makesAnAddressWaitThatFailsWithManyAccounts() {
        for (int i = 0; i < FailedLogins.FREE_FOR_ADDRESS + 1; i++) {
            fail("account" + i, HERE);
        }
        refuses("jill", HERE, 1000);
        begin("jill", THERE).succeeded();
        advance(1000);
        fail("jill", HERE);
        refuses("jack", HERE, 2000);
        advance(Duration.ofMinutes(3).toMillis());
        begin("jack", HERE).succeeded();
    }

    @Test
    void aSuccessWithOneAccountDoesNotExcuseAnAddress() {
        for (int i = 0; i < FailedLogins.FREE_FOR_ADDRESS; i++) {
            fail("account" + i, HERE);
            begin("mallory", HERE).succeeded();
        }
        fail("jill", HERE);
        refuses("mallory", HERE, 1000);
    }

    @Test
    void boundsFailuresOfAnAccountFromEverywhereButLetsItsOwnerIn() {
        admission = admission(Limits.builder().accountFailures(60));
        InetAddress home = address("198.51.100.7");
        begin("jill", home).succeeded();
        for (int i = 0; i < 60; i++) {
            fail("jill", address("203.0.113." + i));
        }
        refuses("jill", address("203.0.113.100"), 60_000);
        begin("jill", home).succeeded();
        begin("jack", address("203.0.113.100")).succeeded();
        advance(60_000);
        fail("jill", address("203.0.113.100"));
        refuses("jill", address("203.0.113.101"), 60_000);
    }

    @Test
    void lookedAtAtTheSameTimeAreOnlyAFew() {
        List<FailedLogins.Attempt> attempts = new ArrayList<>();
        for (int i = 0; i < FailedLogins.MAX_UNDER_WAY; i++) {
            attempts.add(begin("jill", HERE));
        }
        refuses("jill", HERE, 1000);
        begin("jill", THERE).abandoned();
        attempts.get(0).abandoned();
        begin("jill", HERE).succeeded();
    }

    @Test
    void countsNothingOfAnExemptAddress() {
        for (int i = 0; i < 200; i++) {
            fail("jill", address("127.0.0.1"));
        }
        begin("jill", HERE).succeeded();
        begin("jill", address("127.0.0.1")).succeeded();
    }

    @Test
    void countsNothingWithoutADelay() {
        admission = admission(Limits.builder().loginDelay(Duration.ZERO));
        for (int i = 0; i < 200; i++) {
            fail("jill", HERE);
        }
        begin("jill", HERE).succeeded();
    }

    @Test
    void goesByNewDelaysAtOnceWithTheFailuresItHasCounted() {
        for (int i = 0; i < FailedLogins.FREE_FOR_ACCOUNT + 1; i++) {
            fail("jill", HERE);
        }
        refuses("jill", HERE, 1000);
        admission.takeUp(Limits.builder().loginDelay(Duration.ofMinutes(1)).build());
        refuses("jill", HERE, 60_000);
        admission.takeUp(Limits.builder().loginDelay(Duration.ZERO).build());
        begin("jill", HERE).succeeded();
    }

    @Test
    void countsTheFailuresOfAnAccountByANewLimit() {
        for (int i = 0; i < 2; i++) {
            fail("jill", address("198.51.100." + i));
        }
        admission.takeUp(Limits.builder().accountFailures(1).build());
        advance(1);
        fail("jill", address("198.51.100.9"));
        refuses("jill", THERE, 3_600_000);
    }
}
