package io.confab.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {

    @ParameterizedTest
    @ValueSource(strings = {"a", "lobby", "Jill.Smith", "x_1-2", "#room", "me@home", "c++", "Zoë", "会議室", "9"})
    void acceptsLettersDigitsAndTheSixMarks(String name) {
        assertThat(Names.normalize(name, "session")).isEqualTo(name);
        assertThat(Names.isNormal(name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\tb", "a\u0000", "a:b", "a/b", "\u202Ea", "a\n", "😀"})
    void refusesEverythingElse(String name) {
        assertThatThrownBy(() -> Names.normalize(name, "session")).isInstanceOfSatisfying(CommandException.class, e -> {
            assertThat(e.code()).isEqualTo(NakCode.INVALID_NAME);
            assertThat(e.reason()).startsWith("session: ").contains("(expected: ");
        });
        assertThat(Names.isNormal(name)).isFalse();
    }

    @Test
    void composesWhatCanBeComposed() {
        assertThat(Names.normalize("Zoe\u0308", "account")).isEqualTo("Zo\u00EB");
        assertThat(Names.isNormal("Zoe\u0308")).isFalse();
    }

    @Test
    void countsCodePointsAndNotChars() {
        String letter = new String(Character.toChars(0x10400)); // two chars, four bytes
        assertThat(Names.normalize(letter.repeat(63), "account")).hasSize(126);
        assertThatThrownBy(() -> Names.normalize("a".repeat(65), "account"))
                .hasMessage("account: 65 characters (expected: 1 to 64)");
        assertThat(Names.normalize("a".repeat(64), "account")).hasSize(64);
    }

    @Test
    void countsBytesToo() {
        String letter = new String(Character.toChars(0x10400));
        assertThatThrownBy(() -> Names.normalize(letter.repeat(64), "account"))
                .hasMessage("account: 256 bytes (expected: at most 255)");
    }

    @Test
    void namesTheRefusedCharacter() {
        assertThatThrownBy(() -> Names.normalize("a:b", "session"))
                .hasMessage("session: character ':' (expected: letters, digits and ._-#@+)");
    }
}
