package io.confab.api.scram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScramTest {

    private static final int FEW = ScramKeys.MIN_ITERATIONS;

    // RFC 7677, section 3
    private static final String CLIENT_NONCE = "rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_NONCE = "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0";
    private static final String CLIENT_FIRST = "n,,n=user,r=rOprNGfwEbeRWgbNEkqO";
    private static final String SERVER_FIRST =
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096";
    private static final String CLIENT_FINAL = "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
            + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=";
    private static final String SERVER_FINAL = "v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=";

    private static ScramKeys pencil() {
        return ScramKeys.of("pencil", Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="), 4096);
    }

    @Test
    void saysWhatTheExampleOfRfc7677Says() {
        ScramClient client = new ScramClient("user", "pencil", CLIENT_NONCE);
        ScramServer server = new ScramServer(CLIENT_FIRST, SERVER_NONCE);
        assertThat(client.first()).isEqualTo(CLIENT_FIRST);
        assertThat(server.account()).isEqualTo("user");
        assertThat(server.challenge(pencil())).isEqualTo(SERVER_FIRST);
        assertThat(client.answer(SERVER_FIRST)).isEqualTo(CLIENT_FINAL);
        assertThat(server.finish(CLIENT_FINAL)).isEqualTo(SERVER_FINAL);
        assertThat(client.isGenuine(SERVER_FINAL)).isTrue();
    }

    private static boolean admits(ScramKeys keys, String account, String password) {
        ScramClient client = new ScramClient(account, password);
        ScramServer server = new ScramServer(client.first());
        String answer = server.finish(client.answer(server.challenge(keys)));
        return answer != null && client.isGenuine(answer);
    }

    @Test
    void admitsByThePasswordTheKeysWereMadeOfAndNoOther() {
        ScramKeys keys = ScramKeys.of("eW94dsol", FEW);
        assertThat(admits(keys, "jill", "eW94dsol")).isTrue();
        assertThat(admits(keys, "jill", "eW94dsol ")).isFalse();
        assertThat(admits(ScramKeys.parse(keys.text()), "jill", "eW94dsol")).isTrue();
    }

    @Test
    void takesDifferentSpellingsOfAPasswordForOne() {
        ScramKeys keys = ScramKeys.of("pä ss\u00ADwörd Ⅸ", FEW);
        assertThat(admits(keys, "Zoë", "pa\u0308\u00A0sswo\u0308rd IX")).isTrue();
        assertThat(admits(keys, "Zoë", "pa sswo\u0308rd IX")).isFalse();
    }

    @Test
    void admitsNobodyByADecoyWhichIsTheSameEachTime() {
        byte[] secret = "of the server, 16 or more".getBytes(UTF_8);
        ScramKeys decoy = ScramKeys.decoy(secret, "jack", FEW);
        assertThat(admits(decoy, "jack", "eW94dsol")).isFalse();
        assertThat(ScramKeys.decoy(secret, "jack", FEW).text()).isEqualTo(decoy.text());
        assertThat(ScramKeys.decoy(secret, "jill", FEW).salt()).isNotEqualTo(decoy.salt());
        assertThat(ScramKeys.decoy("of another server".getBytes(UTF_8), "jack", FEW)
                        .salt())
                .isNotEqualTo(decoy.salt());
        ScramKeys keys = ScramKeys.of("eW94dsol", FEW);
        assertThat(keys.unfit(secret, "jill").salt()).isEqualTo(keys.salt());
        assertThat(admits(keys.unfit(secret, "jill"), "jill", "eW94dsol")).isFalse();
    }

    @Test
    void knowsAServerThatDoesNotKnowTheAccount() {
        ScramClient client = new ScramClient("user", "pencil", CLIENT_NONCE);
        client.answer(SERVER_FIRST);
        assertThat(client.isGenuine("v=7rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4="))
                .isFalse();
        assertThat(client.isGenuine("e=other-error")).isFalse();
        assertThat(client.isGenuine("")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "n",
                "n,",
                "n,,",
                "n,,n=user",
                "n,,n=user,r=",
                "n,,r=abc,n=user",
                "n,,n=us=er,r=abc",
                "n,,n=user,r=a b",
                "x,,n=user,r=abc",
                "user"
            })
    void refusesABeginningThatIsNone(String clientFirst) {
        assertThatThrownBy(() -> new ScramServer(clientFirst))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void refusesWhatItHasNot() {
        assertThatThrownBy(() -> new ScramServer("p=tls-exporter,,n=user,r=abc"))
                .hasMessage("channel binding: asked for (expected: n or y, as there is none)");
        assertThatThrownBy(() -> new ScramServer("n,a=root,n=user,r=abc"))
                .hasMessage("a: another identity (expected: none, the account acts for itself)");
        assertThatThrownBy(() -> new ScramServer("n,,m=x,n=user,r=abc")).hasMessage("m: an extension (expected: none)");
        assertThat(new ScramServer("y,,n=us=2Cer=3D,r=abc,x=more").account()).isEqualTo("us,er=");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c=biws",
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0",
                "c=biws,r=rOprNGfwEbeRWgbNEkqO,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "c=eSws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=",
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=dHzb",
                "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,p=*"
            })
    void refusesAnEndThatIsNone(String clientFinal) {
        ScramServer server = new ScramServer(CLIENT_FIRST, SERVER_NONCE);
        server.challenge(pencil());
        assertThatThrownBy(() -> server.finish(clientFinal))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void admitsNobodyWhoseProofIsOfAnotherMessage() {
        ScramServer server = new ScramServer(CLIENT_FIRST, SERVER_NONCE);
        server.challenge(pencil());
        assertThat(server.finish(CLIENT_FINAL.replace(",p=", ",x=1,p="))).isNull();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "r=other,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=rOprNGfwEbeRWgbNEkqO,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096",
                "r=rOprNGfwEbeRWgbNEkqOx,s=,i=4096",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4095",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=10000001",
                "r=rOprNGfwEbeRWgbNEkqOx,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=99999999999",
                "r=rOprNGfwEbeRWgbNEkqOx,s=*,i=4096"
            })
    void doesNotAnswerWhatIsNoChallenge(String challenge) {
        ScramClient client = new ScramClient("user", "pencil", CLIENT_NONCE);
        assertThatThrownBy(() -> client.answer(challenge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("(expected: ");
    }

    @Test
    void keepsItsKeysOutOfSight() {
        ScramKeys keys = pencil();
        assertThat(keys).hasToString("SCRAM-SHA-256[iterations=4096]");
        assertThatThrownBy(() -> ScramKeys.parse(keys.text() + "x"))
                .hasMessage("scram: malformed (expected: SCRAM-SHA-256$iterations:salt$StoredKey:ServerKey)");
        assertThatThrownBy(() -> ScramKeys.parse(keys.text().replace("4096", "4095")))
                .hasMessage("iterations: 4095 (expected: 4096 to 10000000)");
        assertThatThrownBy(() -> ScramKeys.of("", FEW)).hasMessage("password: empty (expected: one)");
        assertThat(requireNonNull(keys.text())).startsWith("SCRAM-SHA-256$4096:W22ZaJ0SNY7soEsUEjb6gQ==$");
    }
}
