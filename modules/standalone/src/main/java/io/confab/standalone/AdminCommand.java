package io.confab.standalone;

import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** {@code confab admin …}: has a running server do something. */
final class AdminCommand {

    /** The verbs, with the least and the most words behind each. */
    private static final Map<String, int[]> VERBS =
            Map.of("announce", new int[] {1, 2}, "drain", new int[] {0, 0}, "reload", new int[] {0, 0});

    private static final String EXPECTED = "announce TEXT [SESSION], drain or reload";

    private AdminCommand() {}

    static ExitCode run(AdminClient client, List<String> words, Map<String, String> options, PrintStream out)
            throws StartException {
        int[] bounds = words.isEmpty() ? null : VERBS.get(words.get(0));
        if (bounds == null || words.size() - 1 < bounds[0] || words.size() - 1 > bounds[1]) {
            String given = words.isEmpty() ? "nothing" : String.join(" ", words);
            throw new StartException(ExitCode.USAGE, "admin: " + given + " (expected: " + EXPECTED + ")");
        }
        AdminMessages.Reply reply = client.ask(AdminMessages.Request.of(words.get(0), words.subList(1, words.size())));
        List<String> lines = reply.lines();
        if (lines != null) {
            lines.forEach(out::println);
        }
        out.flush();
        return ExitCode.OK;
    }
}
