package io.confab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jline.reader.CompletingParsedLine;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;

/** Cuts a line at its spaces, as {@link Arguments} does: quotes and backslashes mean nothing where people talk. */
final class WordParser implements Parser {

    private static final Pattern WORD = Pattern.compile("\\S+");

    @Override
    public ParsedLine parse(String line, int cursor, ParseContext context) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        int at = -1;
        int offset = 0;
        while (matcher.find()) {
            if (at < 0 && cursor <= matcher.end()) {
                at = words.size();
                offset = cursor - matcher.start();
                if (offset < 0) { // between two words: an empty one
                    words.add("");
                    offset = 0;
                }
            }
            words.add(matcher.group());
        }
        if (at < 0) {
            at = words.size();
            words.add("");
        }
        return new Cut(line, cursor, List.copyOf(words), at, offset);
    }

    @Override
    public boolean isEscapeChar(char character) {
        return false;
    }

    private record Cut(String line, int cursor, List<String> words, int wordIndex, int wordCursor)
            implements CompletingParsedLine {

        @Override
        public String word() {
            return words.get(wordIndex);
        }

        @Override
        public CharSequence escape(CharSequence candidate, boolean complete) {
            return candidate;
        }

        @Override
        public int rawWordCursor() {
            return wordCursor;
        }

        @Override
        public int rawWordLength() {
            return word().length();
        }
    }
}
