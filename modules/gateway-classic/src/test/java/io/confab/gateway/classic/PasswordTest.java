package io.confab.gateway.classic;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PasswordTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "jill|eW94dsol|eW94dsol",
                "jill|jill,eW94dsol|eW94dsol",
                "jill|jill:eW94dsol|eW94dsol",
                "jill|jill eW94dsol|eW94dsol",
                "jill|jill,,x|,x",
                "jill|jack,x|jack,x",
                "jill|jillian|jillian",
                "jill|jill|jill",
                "jill|jill,|''",
                "''|,x|,x"
            })
    void isWhatIsLeftBehindAnOwnName(String account, String data, String password) {
        assertThat(Password.of(account, data.getBytes(UTF_8))).asString(UTF_8).isEqualTo(password);
        assertThat(Password.of(account, (data + "\r\n").getBytes(UTF_8)))
                .asString(UTF_8)
                .isEqualTo(password);
    }
}
