package io.confab.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PipedReader;
import java.io.PipedWriter;
import java.io.Reader;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StreamLinesTest {

    @Test
    void givesAllLinesAndThenTheEnd() {
        try (StreamLines lines = of(new StringReader("one\n\ntwo"), true)) {
            assertThat(lines.next()).isEqualTo("one");
            assertThat(lines.next()).isEmpty();
            assertThat(lines.next()).isEqualTo("two");
            assertThat(lines.next()).isNull();
            assertThat(lines.next()).isNull();
        }
    }

    @Test
    void endsWhenTheConnectionIsLostThoughNothingComes() throws Exception {
        try (PipedWriter writer = new PipedWriter();
                StreamLines lines = of(new PipedReader(writer), true)) {
            CompletableFuture<String> next = CompletableFuture.supplyAsync(
                    () -> String.valueOf(lines.next()), task -> new Thread(task, "next").start());
            lines.lost();

            assertThat(next.get(10, TimeUnit.SECONDS)).isEqualTo("null");
        }
    }

    @Test
    void goesOnWithoutAConnectionWhereItIsTold() {
        try (StreamLines lines = of(new StringReader("one\n"), false)) {
            lines.lost();

            assertThat(lines.next()).isEqualTo("one");
        }
    }

    @Test
    void saysThatTheInputFailed() {
        Reader broken = new Reader() {
            @Override
            public int read(char[] buffer, int offset, int length) throws IOException {
                throw new IOException("torn");
            }

            @Override
            public void close() {}
        };
        try (StreamLines lines = of(broken, true)) {
            assertThatThrownBy(lines::next)
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("torn");
        }
    }

    private static StreamLines of(Reader reader, boolean endWhenLost) {
        return new StreamLines(new BufferedReader(reader), endWhenLost);
    }
}
