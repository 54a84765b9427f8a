package io.confab.cli;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import org.jspecify.annotations.Nullable;

/**
 * Takes a line, carries it out, and takes the next. Somebody at a terminal is told what went wrong and goes on; a
 * script ends there, unless it is to keep going. In either case what is open is closed in order at the end.
 */
final class Repl {

    private final Lines lines;
    private final Screen screen;
    private final Chat chat;
    private final Desk desk;
    private final boolean keepGoing;
    private ExitCode exit = ExitCode.OK;
    private boolean ended;

    Repl(Lines lines, Screen screen, Chat chat, Passwords passwords, Desk.Target target, boolean keepGoing) {
        this.lines = lines;
        this.screen = screen;
        this.chat = chat;
        this.desk = new Desk(chat, passwords, target, () -> ended = true);
        this.keepGoing = keepGoing;
    }

    /**
     * Logs in and joins what the options name, then goes on until the end.
     *
     * @param account null not to log in
     * @param session null not to join any; created if there is none of the name
     */
    ExitCode run(@Nullable String account, @Nullable String session) {
        if (account != null) {
            String name = account;
            start(() -> chat.login(
                    name,
                    desk.passwords().atStart(name),
                    desk.target().host(),
                    desk.target().port()));
        }
        if (session != null && !ended) {
            String name = session;
            start(() -> joinOrCreate(name));
        }
        while (!ended) {
            String line = lines.next();
            if (line == null) {
                break;
            }
            Input input = Input.parse(line);
            attempt(input.command(), () -> Commands.run(input, desk), lines.interactive() || keepGoing);
        }
        if (chat.isLost()) {
            failed(ExitCode.CONNECTION_LOST);
        }
        chat.closeInOrder();
        return exit;
    }

    // Whoever starts with options wants what they say, or the reason in the exit code.
    private void start(Runnable step) {
        attempt(null, step, keepGoing);
        if (exit != ExitCode.OK && !keepGoing) {
            ended = true;
        }
    }

    private void attempt(@Nullable String command, Runnable action, boolean goOn) {
        try {
            action.run();
        } catch (Problem problem) {
            report(command, problem, goOn);
        } catch (CommandException refusal) {
            report(command, Problem.refused(refusal), goOn);
        }
    }

    private void report(@Nullable String command, Problem problem, boolean goOn) {
        if (problem.exit() == ExitCode.CONNECTION_LOST && lines.interactive() && chat.isTrying()) {
            screen.show(new Outcome.Refused(command, problem.code(), "no connection at the moment, it is being tried"));
        } else if (problem.exit() == ExitCode.CONNECTION_LOST) {
            chat.disconnected(problem.reason()); // says so, unless the event came first
        } else {
            screen.show(new Outcome.Refused(command, problem.code(), problem.reason()));
        }
        if (!goOn || keepGoing) {
            failed(problem.exit());
        }
        if (!goOn) {
            ended = true;
        }
    }

    private void failed(ExitCode code) {
        if (exit == ExitCode.OK) {
            exit = code;
        }
    }

    private void joinOrCreate(String session) {
        try {
            chat.join(session);
        } catch (Problem problem) {
            if (!problem.code().equals(NakCode.NO_SUCH_SESSION.text())) {
                throw problem;
            }
            createOrJoin(session);
        }
    }

    private void createOrJoin(String session) {
        try {
            chat.create(session, null, null);
        } catch (Problem problem) {
            if (!problem.code().equals(NakCode.SESSION_EXISTS.text())) {
                throw problem;
            }
            chat.join(session); // somebody else was first
        }
    }
}
