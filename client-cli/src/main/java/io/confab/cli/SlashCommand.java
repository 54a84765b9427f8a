package io.confab.cli;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One row of the table of commands.
 *
 * @param name       with its slash
 * @param parameters in their order, the optional ones behind the required ones
 * @param needs      what is checked before anything is asked of the server
 */
record SlashCommand(String name, List<Parameter> parameters, String summary, Needs needs, Action action) {

    /** Carries a command out, and waits for what comes of it; throws a {@link Problem} if that is nothing. */
    @FunctionalInterface
    interface Action {
        void run(Desk desk, Arguments arguments);
    }

    /** Such as {@code /msg <name> <text>}. */
    String usage() {
        return parameters.isEmpty()
                ? name
                : name + " " + parameters.stream().map(Parameter::toString).collect(Collectors.joining(" "));
    }
}
