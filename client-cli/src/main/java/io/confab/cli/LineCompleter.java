package io.confab.cli;

import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, and sessions and names as the table of commands wants them; in a text, names. */
final class LineCompleter implements Completer {

    private final NameBook names;
    private final OpenSessions sessions;
    private Runnable refresh = () -> {};

    LineCompleter(NameBook names, OpenSessions sessions) {
        this.names = names;
        this.sessions = sessions;
    }

    /** @param refresh called before names are looked up that only the server knows */
    void refreshBy(Runnable refresh) {
        this.refresh = refresh;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        String first = line.words().get(0);
        if (line.wordIndex() > 0 && first.startsWith("/") && !first.startsWith("//")) {
            Commands.find(first).ifPresent(command -> ofParameter(command, line, candidates));
        } else if (line.wordIndex() == 0
                && (line.word().isEmpty() || line.word().startsWith("/"))) {
            Commands.all().forEach(command -> candidates.add(described(command)));
        } else {
            inText(line, candidates);
        }
    }

    private void ofParameter(SlashCommand command, ParsedLine line, List<Candidate> candidates) {
        List<Parameter> parameters = command.parameters();
        if (parameters.isEmpty()) {
            return;
        }
        Parameter last = parameters.get(parameters.size() - 1);
        if (line.wordIndex() >= parameters.size() && last.kind() == Parameter.Kind.REST) {
            inText(line, candidates);
        } else if (line.wordIndex() <= parameters.size()) {
            Parameter parameter = parameters.get(line.wordIndex() - 1);
            addAll(values(parameter), candidates);
        }
    }

    private List<String> values(Parameter parameter) {
        return switch (parameter.kind()) {
            case ACCOUNT -> accounts();
            case SESSION -> {
                refresh.run();
                yield names.sessions();
            }
            case JOINED_SESSION -> List.copyOf(sessions.joined());
            case COMMAND -> Commands.all().stream().map(SlashCommand::name).toList();
            case WORD -> parameter.name().startsWith("--") ? List.of(parameter.name()) : List.of();
            case PASSWORD, REST -> List.of();
        };
    }

    // Not before something was typed: the list of everybody is long, and seldom wanted.
    private void inText(ParsedLine line, List<Candidate> candidates) {
        if (!line.word().isEmpty()) {
            addAll(accounts(), candidates);
        }
    }

    private List<String> accounts() {
        refresh.run();
        return names.accounts();
    }

    private static void addAll(List<String> values, List<Candidate> candidates) {
        values.forEach(value -> candidates.add(new Candidate(value)));
    }

    private static Candidate described(SlashCommand command) {
        return new Candidate(command.name(), command.name(), null, command.summary(), null, null, true);
    }
}
