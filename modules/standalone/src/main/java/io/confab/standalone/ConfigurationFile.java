package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads {@code confab.conf}: UTF-8, one {@code key = value} a line; empty lines and lines that begin with {@code #} say
 * nothing. A value goes to the end of its line, so there are no quotes and nothing to escape.
 */
final class ConfigurationFile {

    static final String NAME = "confab.conf";

    private final Path path;
    private final List<Assignment> assignments = new ArrayList<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<String> problems = new ArrayList<>();

    private ConfigurationFile(Path path) {
        this.path = path;
    }

    /**
     * Reads a file; one that does not exist sets nothing.
     *
     * @throws StartException naming every line that is no assignment, or sets what an earlier one did
     */
    static List<Assignment> read(Path path) throws StartException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(path);
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (IOException e) {
            throw new StartException(ExitCode.DATA, path + ": " + e + " (expected: a readable file)");
        }
        return parse(path, bytes);
    }

    /** The same of what a file holds. */
    static List<Assignment> parse(Path path, byte[] bytes) throws StartException {
        ConfigurationFile file = new ConfigurationFile(path);
        try {
            // A decoder made by hand reports bytes that are no UTF-8; new String would put question marks there.
            file.parse(UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
        } catch (CharacterCodingException e) {
            throw new StartException(ExitCode.USAGE, path + ": not UTF-8 (expected: a text file in UTF-8)");
        }
        if (!file.problems.isEmpty()) {
            throw new StartException(ExitCode.USAGE, file.problems);
        }
        return List.copyOf(file.assignments);
    }

    private void parse(String text) {
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.strip();
            if (!content.isEmpty() && !content.startsWith("#")) {
                parse(number, content);
            }
        }
    }

    private void parse(int number, String content) {
        String origin = path + ":" + number;
        int equals = content.indexOf('=');
        if (equals <= 0) {
            problems.add(origin + ": " + content + " (expected: key = value)");
            return;
        }
        String key = content.substring(0, equals).strip();
        Integer earlier = lines.putIfAbsent(key, number);
        if (earlier != null) {
            problems.add(origin + ": " + key + ": set twice (expected: once; it is also in line " + earlier + ")");
            return;
        }
        assignments.add(new Assignment(key, content.substring(equals + 1).strip(), origin));
    }
}
