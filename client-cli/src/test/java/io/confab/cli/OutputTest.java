package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What people, and what programs, are to see. */
class OutputTest {

    private static final Incoming.Text TEXT = new Incoming.Text("tea", "ann", "ev\u001b[2Jil ☕", 7, 60_000, false);

    @Test
    void namesTheSessionOfATextOnlyIfItIsAnother() {
        assertThat(text(TEXT, "tea")).isEqualTo("00:01 ann: ev^[[2Jil ☕");
        assertThat(text(TEXT, "coffee")).isEqualTo("00:01 [tea] ann: ev^[[2Jil ☕");
    }

    @Test
    void tellsWhoCameAndWent() {
        assertThat(text(new Incoming.Presence("tea", List.of("ann", "bob"), List.of("jill"), 2), "tea"))
                .isEqualTo("* ann, bob joined, jill left, now 2 members");
        assertThat(text(new Incoming.Presence("tea", List.of(), List.of(), 1), null))
                .isEqualTo("* [tea] now 1 member");
    }

    @Test
    void tellsPrivateTextsAndEndsApart() {
        assertThat(text(new Incoming.Direct("ann", "psst", 1, 0, false), null)).isEqualTo("00:00 ann (to you): psst");
        assertThat(text(new Incoming.Direct("ann", "psst", 1, 0, true), null))
                .isEqualTo("1970-01-01 00:00 ann (to you, while you were away): psst");
        assertThat(text(new Incoming.Kicked("", "spam"), null)).isEqualTo("* put out of the server: spam");
        assertThat(text(new Incoming.Kicked("tea", "spam"), null)).isEqualTo("* put out of tea: spam");
        assertThat(text(new Incoming.Closed("tea", "empty"), null)).isEqualTo("* tea was closed: empty");
    }

    @Test
    void saysNothingOfATextThatWasTyped() {
        assertThat(text(new Outcome.Sent("tea", 1, 2), null)).isEmpty();
    }

    @Test
    void marksTheSessionsJoinedInAList() {
        Outcome.Listing list = new Outcome.Listing(
                null,
                List.of(
                        new Outcome.Listing.Entry("tea", 1, "what we drink", null, true),
                        new Outcome.Listing.Entry("water", 3, null, 8, false)),
                List.of("ann", "bob"),
                true);

        assertThat(text(list, null))
                .isEqualTo("* tea, 1 member: what we drink\n  water, 3 members of 8\nonline: ann, bob … and more");
    }

    @Test
    void marksOnlyWhatWentWrongAsAProblem() {
        assertThat(new Outcome.Refused("/msg", "USAGE", "no").problem()).isTrue();
        assertThat(new Incoming.Disconnected("no").problem()).isTrue();
        assertThat(TEXT.problem()).isFalse();
    }

    @Test
    void printsOneJsonObjectALineInPlainAscii() {
        assertThat(json(TEXT))
                .isEqualTo("{\"event\":\"text\",\"session\":\"tea\",\"account\":\"ann\","
                        + "\"text\":\"ev\\u001B[2Jil \\u2615\",\"sequence\":7,\"time\":60000,\"replay\":false}\n");
    }

    @Test
    void leavesOutOfTheJsonWhatIsNotThere() {
        assertThat(json(new Outcome.Refused(null, "USAGE", "no")))
                .isEqualTo("{\"event\":\"refused\",\"code\":\"USAGE\",\"reason\":\"no\"}\n");
    }

    private static String text(Output output, @Nullable String current) {
        Line line = new Line(ZoneOffset.UTC, current);
        output.writeTo(line);
        return line.build().toString();
    }

    private static String json(Output output) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        new JsonScreen(new PrintStream(bytes, true, StandardCharsets.UTF_8)).show(output);
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
