package io.confab.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.PrintStream;

/** One JSON object a line. It is plain ASCII, so that it harms no terminal and survives every encoding. */
final class JsonScreen implements Screen {

    private final PrintStream out;
    private final ObjectWriter writer = JsonMapper.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .writerFor(Output.class);

    JsonScreen(PrintStream out) {
        this.out = out;
    }

    @Override
    public synchronized void show(Output output) {
        try {
            out.println(writer.writeValueAsString(output));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("output: " + output.getClass().getName() + " (expected: a record)", e);
        }
        out.flush();
    }
}
