package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {

    @Test
    void beginsATextWithWholeCharacters() {
        assertThat(Words.beginning("tea?")).isEqualTo("tea?");
        assertThat(Words.beginning("x".repeat(40))).isEqualTo("x".repeat(40));
        assertThat(Words.beginning("☕🍵".repeat(30))).isEqualTo("☕🍵".repeat(20) + "…");
    }
}
