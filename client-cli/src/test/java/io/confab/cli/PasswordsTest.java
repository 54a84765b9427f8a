package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PasswordsTest {

    @Test
    void takesThePasswordOfTheLine() {
        FakeLines lines = new FakeLines(true, "typed");

        assertThat(new Passwords("prepared", lines).of("jill", "given")).isEqualTo("given");
        assertThat(lines.prompts).isEmpty();
    }

    @Test
    void asksWhoSitsThere() {
        FakeLines lines = new FakeLines(true, "typed");
        Passwords passwords = new Passwords("prepared", lines);

        assertThat(passwords.of("jill", null)).isEqualTo("typed");
        assertThat(passwords.of("jill", "-")).isEqualTo("typed");
        assertThat(lines.prompts).containsExactly("password of jill: ", "password of jill: ");
    }

    @Test
    void takesThePreparedOneInAScriptAndAtTheStart() {
        assertThat(new Passwords("prepared", new FakeLines(false, null)).of("jill", "-"))
                .isEqualTo("prepared");
        assertThat(new Passwords("prepared", new FakeLines(true, "typed")).atStart("jill"))
                .isEqualTo("prepared");
    }

    @Test
    void refusesWhereThereIsNone() {
        assertThatThrownBy(() -> new Passwords(null, new FakeLines(false, null)).atStart("jill"))
                .isInstanceOf(Problem.class)
                .hasMessage("password: none (expected: CONFAB_PASSWORD, or in the line)");
    }
}
