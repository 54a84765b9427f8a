package io.confab.standalone;

import static java.util.stream.Collectors.joining;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code confab admin …}: has a running server do something. */
final class AdminCommand {

    private static final ValueType<Duration> TIME = ValueType.longDuration();

    /**
     * A verb.
     *
     * @param usage   what stands behind {@code confab admin}
     * @param least   words that follow it
     * @param most    words that follow it
     * @param reason  whether a reason may be given
     * @param meaning for people
     */
    private record Verb(String name, String usage, int least, int most, boolean reason, String meaning) {}

    private static final List<Verb> VERBS = List.of(
            new Verb("kick", "kick ACCOUNT [SESSION]", 1, 2, true, "put somebody off the server, or out of a session"),
            new Verb("ban", "ban ACCOUNT [SESSION]", 1, 2, true, "keep somebody away, for ever or --for 12h"),
            new Verb("unban", "unban ACCOUNT [SESSION]", 1, 2, false, "let somebody come again"),
            new Verb("bans", "bans", 0, 0, false, "who is kept away"),
            new Verb("close", "close SESSION", 1, 1, true, "end a session with everything that was said in it"),
            new Verb("announce", "announce TEXT [SESSION]", 1, 2, false, "say something to everybody, or in a session"),
            new Verb("reload", "reload", 0, 0, false, "read the configuration again, and say what changed"),
            new Verb("drain", "drain", 0, 0, false, "send everybody away and stop"));

    private AdminCommand() {}

    static ExitCode run(AdminClient client, List<String> words, Map<String, String> options, PrintStream out)
            throws StartException {
        AdminMessages.Reply reply = client.ask(request(words, options));
        List<String> lines = reply.lines();
        if (lines != null) {
            lines.forEach(out::println);
        }
        out.flush();
        return ExitCode.OK;
    }

    private static AdminMessages.Request request(List<String> words, Map<String, String> options)
            throws StartException {
        String name = words.isEmpty() ? "nothing" : words.get(0);
        Verb verb = VERBS.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> usage("admin: " + name + " (expected: one of "
                        + VERBS.stream().map(Verb::name).collect(joining(", ")) + ")"));
        int behind = words.size() - 1;
        if (behind < verb.least() || behind > verb.most()) {
            throw usage("admin: " + String.join(" ", words) + " (expected: " + verb.usage() + ")");
        }
        @Nullable String reason = options.get("--reason");
        if (reason != null && !verb.reason()) {
            throw usage("--reason: " + reason + " (expected: with kick, ban or close only)");
        }
        @Nullable String time = options.get("--for");
        if (time != null && !verb.name().equals("ban")) {
            throw usage("--for: " + time + " (expected: with ban only)");
        }
        return new AdminMessages.Request(
                AdminMessages.VERSION, verb.name(), words.subList(1, words.size()), reason, seconds(time));
    }

    private static @Nullable Long seconds(@Nullable String time) throws StartException {
        if (time == null) {
            return null;
        }
        try {
            long seconds = TIME.read("--for", time).toSeconds();
            if (seconds > 0) {
                return seconds;
            }
            throw usage("--for: " + time + " (expected: a second or more, such as 12h or 30d)");
        } catch (IllegalArgumentException e) {
            throw usage(String.valueOf(e.getMessage()));
        }
    }

    private static StartException usage(String line) {
        return new StartException(ExitCode.USAGE, line);
    }

    /** For the help: a line for each verb. */
    static String help() {
        return VERBS.stream()
                .map(verb -> "  %-24s %s%s%n"
                        .formatted(verb.usage(), verb.meaning(), verb.reason() ? "; --reason TEXT" : ""))
                .collect(joining());
    }
}
