package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArgumentsTest {

    @Test
    void cutsAtSpacesAndLeavesTheRestWhole() {
        Arguments arguments = Arguments.parse(Commands.require("/msg"), "jill  good   evening ");

        assertThat(arguments.get(0)).isEqualTo("jill");
        assertThat(arguments.get(1)).isEqualTo("good   evening ");
    }

    @Test
    void leavesOutWhatIsOptional() {
        Arguments arguments = Arguments.parse(Commands.require("/login"), "jill");

        assertThat(arguments.get(0)).isEqualTo("jill");
        assertThat(arguments.find(1)).isNull();
    }

    @Test
    void saysWhatIsMissing() {
        assertThatThrownBy(() -> Arguments.parse(Commands.require("/msg"), "jill"))
                .isInstanceOf(Problem.class)
                .hasMessage("/msg: no text (expected: /msg <name> <text>)");
    }

    @Test
    void refusesMoreThanIsWanted() {
        assertThatThrownBy(() -> Arguments.parse(Commands.require("/joinsession"), "tea coffee"))
                .isInstanceOf(Problem.class)
                .hasMessage("/joinsession: too many words (expected: /joinsession <session>)");
    }
}
