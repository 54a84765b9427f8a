package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.junit.jupiter.api.Test;

class WordParserTest {

    @Test
    void findsTheWordUnderTheCursor() {
        ParsedLine line = parse("/msg bob hello", 7);

        assertThat(line.word()).isEqualTo("bob");
        assertThat(line.wordIndex()).isEqualTo(1);
        assertThat(line.wordCursor()).isEqualTo(2);
    }

    @Test
    void findsAnEmptyWordBetweenSpaces() {
        ParsedLine line = parse("/msg  bob", 5);

        assertThat(line.word()).isEmpty();
        assertThat(line.wordIndex()).isEqualTo(1);
        assertThat(line.words()).containsExactly("/msg", "", "bob");
    }

    @Test
    void takesQuotesAndBackslashesForLetters() {
        assertThat(parse("it's \"so \\ far", 3).words()).containsExactly("it's", "\"so", "\\", "far");
    }

    private static ParsedLine parse(String line, int cursor) {
        return new WordParser().parse(line, cursor, Parser.ParseContext.ACCEPT_LINE);
    }
}
