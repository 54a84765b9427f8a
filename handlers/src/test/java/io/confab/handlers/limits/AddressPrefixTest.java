package io.confab.handlers.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressPrefixTest {

    static InetAddress address(String text) {
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "127.0.0.0/8, 127.255.0.1, true",
        "127.0.0.0/8, 128.0.0.1, false",
        "127.0.0.0/8, ::1, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::1, ::1, true",
        "::1, ::2, false",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "2001:db8::ff00/120, 2001:db8::ff42, true",
        "2001:db8::ff00/120, 2001:db8::fe42, false",
        "::/0, 2001:db9::1, true"
    })
    void containsTheAddressesThatBeginWithItsBits(String network, String address, boolean contained) {
        assertThat(AddressPrefix.parse(network).contains(address(address))).isEqualTo(contained);
    }

    @Test
    void countsAMappedAddressAsTheOneItMeans() {
        AddressPrefix mapped = AddressPrefix.parse("::ffff:192.0.2.7");
        assertThat(mapped).isEqualTo(AddressPrefix.parse("192.0.2.7"));
        assertThat(mapped.isIpv6()).isFalse();
    }

    @Test
    void isAsWideAsItIsAskedToBe() {
        assertThat(AddressPrefix.of(address("192.0.2.7"), 24, 64)).isEqualTo(AddressPrefix.parse("192.0.2.0/24"));
        assertThat(AddressPrefix.of(address("2001:db8::7"), 24, 64)).isEqualTo(AddressPrefix.parse("2001:db8::/64"));
        assertThat(AddressPrefix.parse("2001:db8:1:2::/64").within(48))
                .isEqualTo(AddressPrefix.parse("2001:db8:1::/48"));
        assertThat(AddressPrefix.parse("2001:db8::/40").within(48)).isEqualTo(AddressPrefix.parse("2001:db8::/40"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost", "10.0.0.0/33", "::1/129", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8/8"})
    void refusesWhatIsNoNetwork(String text) {
        assertThatThrownBy(() -> AddressPrefix.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("network: " + text + " (expected: ");
    }
}
