package io.confab.handlers.limits;

import static io.confab.handlers.limits.AddressPrefixTest.address;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.api.CommandException;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RegistrationsTest {

    private long now;
    private final Admission admission = new Admission(Limits.DEFAULT, () -> now);

    @Test
    void letsAnAddressRegisterAFewAccountsAnHour() {
        InetAddress here = address("192.0.2.1");
        for (int i = 0; i < 6; i++) {
            admission.registrations().begin(here);
        }
        assertThatThrownBy(() -> admission.registrations().begin(here))
                .isInstanceOf(CommandException.class)
                .hasMessage("registrations: too many (expected: again after 600000 ms)");
        assertThat(admission.refusals().of(Refusals.Reason.REGISTRATION_RATE)).isEqualTo(1);
        admission.registrations().begin(address("192.0.2.2"));
        now += Duration.ofMinutes(10).toNanos();
        admission.registrations().begin(here);
    }

    @Test
    void countsNothingOfAnExemptAddress() {
        for (int i = 0; i < 100; i++) {
            admission.registrations().begin(address("127.0.0.1"));
            admission.registrations().begin(null);
        }
        assertThat(admission.refusals().of(Refusals.Reason.REGISTRATION_RATE)).isZero();
    }

    @Test
    void goesByANewRateAtOnce() {
        InetAddress here = address("192.0.2.1");
        admission.registrations().begin(here);
        admission.takeUp(Limits.builder().registrationRate(new Rate(1, 1)).build());
        now += 1;
        admission.registrations().begin(here);
        assertThatThrownBy(() -> admission.registrations().begin(here)).isInstanceOf(CommandException.class);
    }
}
