package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PrintableTest {

    @Test
    void makesEscapesVisible() {
        assertThat(Printable.of("\u001b[2Jgone\u0007\u007f")).isEqualTo("^[[2Jgone^G^?");
        assertThat(Printable.of("\u009b31m")).isEqualTo("<U+009B>31m");
    }

    @Test
    void makesLineEndsVisible() {
        assertThat(Printable.of("a\nb\rc\td")).isEqualTo("a⏎b^Mc    d");
        assertThat(Printable.of("a\u2028b")).isEqualTo("a<U+2028>b");
    }

    @Test
    void makesWhatReordersTextVisible() {
        assertThat(Printable.of("user\u202egpj.exe")).isEqualTo("user<U+202E>gpj.exe");
    }

    @Test
    void replacesHalfSurrogates() {
        assertThat(Printable.of("a\ud83d")).isEqualTo("a<U+D83D>");
    }

    @Test
    void leavesLettersAndEmojiAlone() {
        String family = "Grüße 日本 👨\u200d👩\u200d👧 ☕";
        assertThat(Printable.of(family)).isSameAs(family);
    }
}
