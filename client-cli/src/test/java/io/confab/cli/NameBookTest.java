package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NameBookTest {

    private final NameBook book = new NameBook();

    @Test
    void keepsNamesInOrderAndOnce() {
        book.sawAccounts(List.of("jill", "ann"));
        book.sawAccounts(List.of("jill"));

        assertThat(book.accounts()).containsExactly("ann", "jill");
    }

    @Test
    void keepsNoNameThatBreaksTheRules() {
        book.sawAccounts(List.of("\u001b[2J", ""));

        assertThat(book.accounts()).isEmpty();
    }

    @Test
    void forgetsASession() {
        book.sawSession("tea");
        book.forgetSession("tea");

        assertThat(book.sessions()).isEmpty();
    }
}
