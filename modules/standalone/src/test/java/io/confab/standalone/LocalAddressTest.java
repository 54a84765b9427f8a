package io.confab.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalAddressTest {

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:80/",
        "0.0.0.0,   http://localhost:80/",
        "::,        http://localhost:80/",
        "192.0.2.7, http://192.0.2.7:80/",
    })
    void tellsHowAPageIsReachedFromHere(String listensAt, String url) {
        assertThat(LocalAddress.url("http", new InetSocketAddress(listensAt, 80)))
                .isEqualTo(url);
    }

    @Test
    void leavesANameThatIsNotResolvedAsItIs() {
        assertThat(LocalAddress.host(InetSocketAddress.createUnresolved("chat.example", 80)))
                .isEqualTo("chat.example");
    }
}
