package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InputTest {

    @Test
    void tellsACommandFromWhatFollows() {
        assertThat(Input.parse("/msg jill  good  evening")).isEqualTo(new Input("/msg", "jill  good  evening"));
        assertThat(Input.parse("/list")).isEqualTo(new Input("/list", ""));
    }

    @Test
    void takesASlashBehindSpacesForACommand() {
        assertThat(Input.parse("  /login jill secret")).isEqualTo(new Input("/login", "jill secret"));
    }

    @Test
    void takesTwoSlashesForATextThatBeginsWithOne() {
        assertThat(Input.parse("//etc/hosts")).isEqualTo(new Input(null, "/etc/hosts"));
    }

    @Test
    void leavesATextAsItWasTyped() {
        assertThat(Input.parse("  and/or  ")).isEqualTo(new Input(null, "  and/or  "));
    }
}
