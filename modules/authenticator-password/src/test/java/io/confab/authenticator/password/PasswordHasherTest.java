package io.confab.authenticator.password;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.confab.testkit.SeededRandom;
import io.confab.testkit.SeededRandomExtension;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@ExtendWith(SeededRandomExtension.class)
class PasswordHasherTest {

    private static final Argon2Parameters CHEAP = new Argon2Parameters(16, 1, 1);
    private static final String SALT = "c29tZXNhbHQ"; // "somesalt"
    private static final String HASH = "nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";

    private final PasswordHasher hasher = new PasswordHasher(CHEAP);

    // From test.c of the reference implementation, github.com/P-H-C/phc-winner-argon2.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4",
                "$argon2id$v=19$m=256,t=2,p=2$c29tZXNhbHQ$bQk8UB/VmZZF4Oo79iDXuL5/0ttZwg2f/5U52iv1cDc",
                "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=65536,t=1,p=1$c29tZXNhbHQ$9qWtwbpyPd3vm1rB1GThgPzZ3/ydHL92zKL+15XZypg",
            })
    void agreesWithTheReferenceImplementation(String phc) {
        assertThat(hasher.verify("password".getBytes(UTF_8), phc)).isTrue();
        assertThat(hasher.verify("Password".getBytes(UTF_8), phc)).isFalse();
    }

    @Test
    void writesTheParametersSaltAndHashAsAPhcString() {
        Argon2Function fixed = (password, salt, parameters, length) -> new byte[length];
        assertThat(new PasswordHasher(Argon2Parameters.OWASP, fixed).hash(new byte[0]))
                .matches("\\$argon2id\\$v=19\\$m=19456,t=2,p=1\\$[A-Za-z0-9+/]{22}\\$A{43}");
    }

    @RepeatedTest(20)
    void verifiesWhatItHashedAndNothingElse(SeededRandom random) {
        byte[] password = random.bytes(100);
        byte[] other = random.bytes(100);
        String phc = hasher.hash(password);
        assertThat(PasswordHasher.isHash(phc)).isTrue();
        assertThat(hasher.verify(password, phc)).isTrue();
        assertThat(hasher.verify(other, phc)).isEqualTo(Arrays.equals(password, other));
    }

    @Test
    void saltsEveryHashAnew() {
        Set<String> hashes = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            hashes.add(hasher.hash("same".getBytes(UTF_8)));
        }
        assertThat(hashes).hasSize(50);
    }

    @Test
    void honoursTheStoredParametersAndNotItsOwn() {
        String phc = new PasswordHasher(new Argon2Parameters(64, 3, 2)).hash("secret".getBytes(UTF_8));
        assertThat(phc).contains("$m=64,t=3,p=2$");
        assertThat(hasher.verify("secret".getBytes(UTF_8), phc)).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "m=262145,t=1,p=1   | memory: 262145 KiB (expected: 8 to 262144)",
                "m=999999999,t=1,p=1| memory: 999999999 KiB (expected: 8 to 262144)",
                "m=7,t=1,p=1        | memory: 7 KiB (expected: 8 to 262144)",
                "m=15,t=1,p=2       | memory: 15 KiB (expected: 16 to 262144)",
                "m=262144,t=5,p=1   | iterations: 5 (expected: 1 to 4 with 262144 KiB of memory)",
                "m=8,t=999999999,p=1| iterations: 999999999 (expected: 1 to 131072 with 8 KiB of memory)",
                "m=256,t=0,p=1      | iterations: 0 (expected: 1 to 4096 with 256 KiB of memory)",
                "m=256,t=1,p=17     | parallelism: 17 (expected: 1 to 16)",
                "m=256,t=1,p=0      | parallelism: 0 (expected: 1 to 16)",
            })
    void refusesParametersThatAskForTooMuchOrTooLittle(String parameters, String reason) {
        Argon2Function never = (password, salt, given, length) -> {
            throw new AssertionError("computed");
        };
        String phc = "$argon2id$v=19$" + parameters + "$" + SALT + "$" + HASH;
        assertThatThrownBy(() -> new PasswordHasher(CHEAP, never).verify(new byte[0], phc))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "$argon2id$",
                "$argon2i$v=19$m=256,t=2,p=1$" + SALT + "$" + HASH,
                "$argon2id$m=256,t=2,p=1$" + SALT + "$" + HASH,
                "$argon2id$v=16$m=256,t=2,p=1$" + SALT + "$" + HASH,
                "$argon2id$v=19$t=2,m=256,p=1$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=256,t=2$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=-256,t=2,p=1$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=9999999999,t=2,p=1$" + SALT + "$" + HASH,
                "$argon2id$v=19$m=256,t=2,p=1$" + SALT,
                "$argon2id$v=19$m=256,t=2,p=1$" + SALT + "$",
                "$argon2id$v=19$m=256,t=2,p=1$$" + HASH,
                "$argon2id$v=19$m=256,t=2,p=1$" + SALT + "$" + HASH + "=",
                "$argon2id$v=19$m=256,t=2,p=1$" + SALT + "$" + HASH + "\n",
                "$argon2id$v=19$m=256,t=2,p=1$" + SALT + "$abcde", // no base64 has five characters
                "$argon2id$v=19$m=256,t=2,p=1$" + SALT + "$c29tZXNhbHQ", // eight bytes of hash
                "$argon2id$v=19$m=256,t=2,p=1$c2FsdA$" + HASH, // four bytes of salt
            })
    void refusesWhatIsNoArgon2idString(String phc) {
        assertThatThrownBy(() -> hasher.verify(new byte[0], phc))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: ")
                .hasMessageNotContaining(HASH);
    }
}
