package io.confab.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What stands behind a command, cut by its parameters. */
final class Arguments {

    private static final Pattern WORD = Pattern.compile("\\S+");

    private final List<String> values;

    private Arguments(List<String> values) {
        this.values = values;
    }

    /** @throws Problem if there are too few or too many for the command */
    static Arguments parse(SlashCommand command, String rest) {
        List<Parameter> parameters = command.parameters();
        List<String> values = new ArrayList<>();
        Matcher word = WORD.matcher(rest);
        while (word.find()) {
            if (values.size() == parameters.size()) {
                throw Problem.usage(command.name() + ": too many words (expected: " + command.usage() + ")");
            }
            if (parameters.get(values.size()).kind() == Parameter.Kind.REST) {
                values.add(rest.substring(word.start()));
                break;
            }
            values.add(word.group());
        }
        if (values.size() < parameters.stream().filter(Parameter::required).count()) {
            throw Problem.usage(command.name() + ": no "
                    + parameters.get(values.size()).name() + " (expected: " + command.usage() + ")");
        }
        return new Arguments(values);
    }

    /** A required one. */
    String get(int index) {
        return values.get(index);
    }

    /** An optional one, or null if it was left out. */
    @Nullable
    String find(int index) {
        return index < values.size() ? values.get(index) : null;
    }
}
