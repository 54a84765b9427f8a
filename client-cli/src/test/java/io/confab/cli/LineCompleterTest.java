package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.Parser;
import org.jline.terminal.impl.DumbTerminal;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineCompleterTest {

    private final NameBook names = new NameBook();
    private final OpenSessions sessions = new OpenSessions();
    private final LineCompleter completer = new LineCompleter(names, sessions);

    @BeforeEach
    void knowSomeNames() {
        names.sawAccounts(List.of("ann", "bob"));
        names.sawSession("tea");
        names.sawSession("coffee");
        sessions.add("tea");
    }

    @Test
    void offersAllCommandsBehindASlash() throws IOException {
        assertThat(complete("/")).hasSize(Commands.all().size()).contains("/login", "/quit");
    }

    @Test
    void offersWhatTheParameterNames() throws IOException {
        assertThat(complete("/joinsession ")).containsExactly("coffee", "tea");
        assertThat(complete("/leavesession t")).containsExactly("tea");
        assertThat(complete("/msg b")).containsExactly("ann", "bob");
        assertThat(complete("/help /l")).contains("/list");
        assertThat(complete("/quit ")).containsExactly("--all");
    }

    @Test
    void offersNamesInATextOnlyBehindTheirBeginning() throws IOException {
        assertThat(complete("hello b")).containsExactly("ann", "bob");
        assertThat(complete("hello ")).isEmpty();
        assertThat(complete("/msg bob ask a")).containsExactly("ann", "bob");
    }

    @Test
    void offersNothingForAPasswordOrBehindTheLastParameter() throws IOException {
        assertThat(complete("/login ann ")).isEmpty();
        assertThat(complete("/joinsession tea ")).isEmpty();
        assertThat(complete("/logout ")).isEmpty();
        assertThat(complete("/nope ")).isEmpty();
    }

    @Test
    void asksForNamesBeforeItOffersThem() throws IOException {
        completer.refreshBy(() -> names.sawSession("water"));

        assertThat(complete("/joinsession ")).contains("water");
    }

    private List<String> complete(String line) throws IOException {
        ParsedLine parsed = new WordParser().parse(line, line.length(), Parser.ParseContext.COMPLETE);
        List<Candidate> candidates = new ArrayList<>();
        LineReader reader = LineReaderBuilder.builder()
                .terminal(new DumbTerminal(InputStream.nullInputStream(), OutputStream.nullOutputStream()))
                .build();
        completer.complete(reader, parsed, candidates);
        return candidates.stream().map(Candidate::value).toList();
    }
}
