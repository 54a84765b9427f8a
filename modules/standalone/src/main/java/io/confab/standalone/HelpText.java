package io.confab.standalone;

import java.util.Arrays;
import java.util.stream.Collectors;

/** What {@code --help} prints. */
final class HelpText {

    private HelpText() {}

    static String text() {
        return """
                Usage: confab serve [options]           run a server until SIGTERM or SIGINT stops it; a second ends it at once
                       confab accounts VERB [options]   add accounts, lock them and so on; see confab accounts --help
                       confab log list                  the stored sessions; a server may be running
                       confab log show SESSION [AFTER]  what was said in one, for people; from behind a sequence
                       confab log export [SESSION]      the same, or everything, as JSON, a message a line
                       confab log directs [ACCOUNT]     for whom direct messages are kept; those for one, as JSON
                       confab log verify                look at every byte; exit code 1 where one is wrong
                       confab log backup FILE           copy everything as it is at this moment; a server may be running
                       confab status [--watch] [--json] how the server that runs on this data folder is
                       confab admin VERB [WORDS]        have it do something: confab admin --help
                       confab log compact               give back the room of what was removed
                       confab certificate [NAME…]       make a certificate, signed by itself, of host names and addresses

                Verbs of confab admin
                %s
                Options
                  --data DIR            where the configuration, the accounts and the logs live (default: ./data);
                                        the first start on an empty folder makes them
                  --port N              short for --set port=N
                  --host HOST           short for --set host=HOST
                  --accounts FILE|open  a file, seen from the current folder, or open: any name with any password
                  --set KEY=VALUE       set a key for this run; may be repeated
                  --print-config        print every key, its value and where that comes from, and do nothing else
                  --help, -h            print this
                  --version, -V         print the version

                Keys
                  The command line beats the environment (the variable in brackets), which beats DIR/%s.

                %s
                Exit codes
                %s""".formatted(AdminCommand.help(), ConfigurationFile.NAME, keys(), exitCodes());
    }

    /** What {@code accounts --help} prints. */
    static String accounts() {
        return """
                Usage: confab accounts add NAME [ROLE]    add an account; ROLE is member, where it is left out, moderator or admin
                       confab accounts remove NAME        remove one
                       confab accounts password NAME      give one another password
                       confab accounts lock NAME          let nobody log in to one
                       confab accounts unlock NAME        let its owner log in again
                       confab accounts role NAME ROLE     make one a member, moderator or admin
                       confab accounts list               all of them: role, how the password is kept, whether locked
                       confab accounts hash               replace the plain passwords by hashes

                A new password is typed twice, without echo; where there is no terminal, it is a line of the standard input.
                A server may be running: it takes up what is changed within seconds. Who is removed or locked is put off it, and
                whoever gets another password can no longer resume without it.

                Options
                  --data DIR            where the configuration and the accounts live (default: ./data)
                  --accounts FILE       the account file, seen from the current folder
                  --set KEY=VALUE       set a key for this run; may be repeated
                  --help, -h            print this

                Exit codes
                %s""".formatted(exitCodes(ExitCode.OK, ExitCode.FAILED, ExitCode.USAGE, ExitCode.ACCOUNTS, ExitCode.DATA));
    }

    /** What {@code log --help} prints. */
    static String log() {
        return """
                Usage: confab log list                  the stored sessions
                       confab log show SESSION [AFTER]  what was said in one, for people; from behind a sequence
                       confab log export [SESSION]      the same, or everything, as JSON, a message a line
                       confab log directs [ACCOUNT]     for whom direct messages are kept; those for one, as JSON
                       confab log verify                look at every byte
                       confab log backup FILE           copy everything as it is at this moment
                       confab log compact               give back the room of what was removed

                A server may be running; compact has it wait for seconds.

                %s
                Exit codes
                %s""".formatted(
                options("--set messages.file=FILE  another file than the configured one, seen from the data folder"),
                exitCodes(ExitCode.OK, ExitCode.FAILED, ExitCode.USAGE, ExitCode.DATA));
    }

    /** What {@code status --help} prints. */
    static String status() {
        return """
                Usage: confab status            how the server that runs on the data folder is
                       confab status --watch    again every second, until it is stopped
                       confab status --json     for programs

                %s
                Exit codes
                %s""".formatted(options(), exitCodes(ExitCode.OK, ExitCode.USAGE, ExitCode.NOT_RUNNING));
    }

    /** What {@code admin --help} prints. */
    static String admin() {
        return """
                Usage: confab admin VERB [WORDS]    have the server that runs on the data folder do something

                Verbs
                %s
                A text of several words is one word for the shell: confab admin announce 'Back in five minutes'.

                %s
                Exit codes
                %s""".formatted(
                        AdminCommand.help(),
                        options(
                                "--reason TEXT         with kick, ban and close: what those concerned are told",
                                "--for TIME            with ban: how long, such as 30min, 12h or 30d"),
                        exitCodes(ExitCode.OK, ExitCode.USAGE, ExitCode.NOT_RUNNING, ExitCode.REFUSED));
    }

    /** What {@code certificate --help} prints. */
    static String certificate() {
        return """
                Usage: confab certificate [NAME…]    make a certificate, signed by itself, to try TLS out with

                It is for the host names and addresses given, or for those of this machine, and goes to certificate.pem and key.pem in
                the data folder, where nothing is replaced. Clients have to be told of it: confab chat --trust or --pin.

                %s
                Exit codes
                %s""".formatted(options(), exitCodes(ExitCode.OK, ExitCode.USAGE, ExitCode.DATA));
    }

    private static String options(String... own) {
        String more = Arrays.stream(own).map("  %s%n"::formatted).collect(Collectors.joining());
        return """
                Options
                  --data DIR            where the configuration lives (default: ./data)
                %s  --help, -h            print this
                """.formatted(more);
    }

    private static String exitCodes(ExitCode... codes) {
        return Arrays.stream(codes)
                .map(code -> "  %3d  %s%n".formatted(code.status(), code.description()))
                .collect(Collectors.joining());
    }

    private static String keys() {
        return Keys.ALL.stream()
                .map(key -> "  %s = %s  [%s]%n      %s.%n      Expected: %s.%n"
                        .formatted(
                                key.name(),
                                key.defaultText(),
                                key.variable(),
                                key.description(),
                                key.type().expected()))
                .collect(Collectors.joining());
    }

    private static String exitCodes() {
        return exitCodes(ExitCode.values())
                + "  128 + the signal's number  a second signal ended it before it had stopped%n".formatted();
    }
}
