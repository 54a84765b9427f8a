package io.confab.cli;

import io.confab.client.ClientTls;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What the command line may say. */
@Command(
        name = "confab chat",
        sortOptions = false,
        description = {
            "Talk in a terminal; or, with a script or piped input, have one command or text a line carried out.",
            ""
        },
        footer = {
            "",
            "Environment:",
            "  CONFAB_PASSWORD   the password of --login, and of a /login in a script that names none",
            "  NO_COLOR          if set, no colours",
            "  XDG_STATE_HOME    holds confab/history, the lines that were typed; ~/.local/state by default",
            "",
            "Leave the session, log out, then quit; /quit --all and the end of the input do so in this order."
        })
final class Options {

    static final int DEFAULT_PORT = 26632;

    @Option(names = "--host", paramLabel = "HOST", description = "the server (default: ${DEFAULT-VALUE})")
    String host = "localhost";

    @Option(names = "--port", paramLabel = "PORT", description = "its port (default: ${DEFAULT-VALUE})")
    int port = DEFAULT_PORT;

    @Option(names = "--tls", description = "encrypt, and trust servers that this machine's Java trusts")
    boolean tls;

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "encrypt, and trust the certificates, or their authorities, in a PEM file")
    @Nullable
    Path trust;

    @Option(
            names = "--pin",
            paramLabel = "SHA256",
            description = "encrypt, and trust the one certificate that has this fingerprint")
    @Nullable
    String pin;

    @Option(
            names = "--certificate",
            paramLabel = "FILE",
            description = "encrypt, and show the server this certificate (PEM); needs --key")
    @Nullable
    Path certificate;

    @Option(names = "--key", paramLabel = "FILE", description = "the private key of --certificate (PEM)")
    @Nullable
    Path key;

    @Option(
            names = "--mechanism",
            paramLabel = "HOW",
            description = {
                "log in by: plain, the password itself; scram, a proof of it (SCRAM-SHA-256); or auto, which is scram where nothing is"
                        + " encrypted and the server is on another machine (default: auto)"
            })
    Mechanism mechanism = Mechanism.AUTO;

    @Option(names = "--login", paramLabel = "NAME", description = "log in at the start")
    @Nullable
    String login;

    @Option(
            names = "--join",
            paramLabel = "SESSION",
            description = "join a session at the start, and create it if there is none; needs --login")
    @Nullable
    String join;

    @Option(names = "--script", paramLabel = "FILE", description = "take the lines from a file")
    @Nullable
    Path script;

    @Option(names = "--keep-going", description = "go on after a line that failed; the first failure is the exit code")
    boolean keepGoing;

    @Option(names = "--json", description = "print one JSON object an event, to the output, and nothing else there")
    boolean json;

    @Option(names = "--no-color", description = "no colours")
    boolean noColor;

    @Option(
            names = "--timeout",
            paramLabel = "SECONDS",
            description = "how long to wait for a connection or an answer (default: ${DEFAULT-VALUE})")
    int timeout = 10;

    @Option(names = "--help", usageHelp = true, description = "print this")
    boolean help;

    @Option(names = "--version", versionHelp = true, description = "print the version")
    boolean version;

    /** What is wrong with the options together, or null. */
    @Nullable
    String mistake() {
        if (port < 1 || port > 65_535) {
            return "--port: " + port + " (expected: 1 to 65535)";
        }
        if (timeout < 1) {
            return "--timeout: " + timeout + " (expected: seconds, 1 or more)";
        }
        if (join != null && login == null) {
            return "--join: " + join + " (expected: --login with it)";
        }
        if (trust != null && pin != null) {
            return "--pin: " + pin + " (expected: not together with --trust)";
        }
        if ((certificate == null) != (key == null)) {
            return "--certificate: without --key, or the other way round (expected: both)";
        }
        return null;
    }

    /**
     * What the connection is encrypted with; null for nothing. Reads files.
     *
     * @throws IllegalArgumentException if they, or the fingerprint, are not what is expected
     */
    @Nullable
    ClientTls encryption() {
        ClientTls encryption = null;
        if (pin != null) {
            encryption = ClientTls.pin(pin);
        } else if (trust != null) {
            encryption = ClientTls.trust(trust);
        } else if (tls || certificate != null) {
            encryption = ClientTls.systemTrust();
        }
        return encryption == null || certificate == null || key == null
                ? encryption
                : encryption.certificate(certificate, key, null);
    }
}
