package io.confab.standalone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.confab.api.LoggedMessage;
import io.confab.log.sqlite.LogFile;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** {@code confab log …}: a look at the stored sessions from outside of a server. */
final class LogCommand {

    private static final String VERBS =
            "list, show SESSION [AFTER], export [SESSION], directs [ACCOUNT], verify, backup FILE or compact";

    private final Path file;
    private final PrintStream out;
    private final PrintStream err;
    private boolean complained;

    private LogCommand(Path file, PrintStream out, PrintStream err) {
        this.file = file;
        this.out = out;
        this.err = err;
    }

    static ExitCode run(Settings settings, DataFolder data, List<String> words, PrintStream out, PrintStream err)
            throws StartException {
        Path file = Messages.file(settings, data);
        if (file == null) {
            throw new StartException(ExitCode.USAGE, Keys.MESSAGES_FILE.name() + ": none (expected: a file)");
        }
        try {
            ExitCode code = new LogCommand(file, out, err).run(words);
            out.flush();
            return code;
        } catch (NoSuchFileException e) { // its message is the path alone
            throw new StartException(ExitCode.DATA, e.getMessage() + " (expected: in a folder that exists)");
        } catch (IOException | UncheckedIOException e) {
            throw new StartException(ExitCode.DATA, String.valueOf(e.getMessage()));
        }
    }

    private ExitCode run(List<String> words) throws IOException, StartException {
        String verb = words.isEmpty() ? "" : words.get(0);
        switch (verb + " " + (words.size() - 1)) {
            case "list 0" -> list();
            case "show 1" -> show(words.get(1), 0);
            case "show 2" -> show(words.get(1), sequence(words.get(2)));
            case "export 0" -> export(null);
            case "export 1" -> export(words.get(1));
            case "directs 0" -> directs();
            case "directs 1" -> directs(words.get(1));
            case "verify 0" -> {
                return verify();
            }
            case "backup 1" -> backup(Path.of(words.get(1)));
            case "compact 0" -> compact();
            default ->
                throw new StartException(
                        ExitCode.USAGE,
                        "log: " + (words.isEmpty() ? "nothing" : String.join(" ", words)) + " (expected: " + VERBS
                                + ")");
        }
        return complained ? ExitCode.FAILED : ExitCode.OK;
    }

    private void compact() throws IOException {
        long before = Files.size(file);
        LogFile.compact(file);
        out.println(file + ": " + before + " -> " + Files.size(file) + " bytes");
    }

    // What is left out is not there for a reason that somebody should look at.
    private void complain(String problem) {
        complained = true;
        err.println(problem);
    }

    private static long sequence(String text) throws StartException {
        try {
            return Long.parseUnsignedLong(text);
        } catch (NumberFormatException e) {
            throw new StartException(ExitCode.USAGE, "after: " + text + " (expected: a sequence)");
        }
    }

    private void list() throws IOException {
        try (LogFile log = LogFile.open(file)) {
            for (LogFile.Entry entry : log.sessions()) {
                out.printf(
                        "%s  owner %s, %s, %s, %d bytes, sequences %d to %d%s%n",
                        entry.session().name(),
                        entry.session().owner(),
                        entry.session().durability().text(),
                        counted(entry.messages(), "message"),
                        entry.bytes(),
                        entry.first(),
                        entry.last(),
                        entry.session().topic() == null
                                ? ""
                                : ", topic " + entry.session().topic());
            }
        }
    }

    // The caller's folder, not the data folder, is where a copy goes.
    private void backup(Path copy) throws IOException {
        LogFile.backup(file, copy.toAbsolutePath());
        out.println(copy + ": " + Files.size(copy) + " bytes");
    }

    private void show(String session, long after) throws IOException {
        try (LogFile log = LogFile.open(file)) {
            log.read(
                    session,
                    after,
                    message -> out.printf(
                            "%d  %s  %s: %s%n",
                            message.sequence(),
                            Instant.ofEpochMilli(message.timestamp()),
                            message.source(),
                            printable(new String(message.data(), UTF_8))),
                    this::complain);
        }
    }

    private void directs() throws IOException {
        try (LogFile log = LogFile.open(file)) {
            for (LogFile.Mail mailbox : log.mailboxes()) {
                out.printf(
                        "%s  %s, %d bytes%n",
                        mailbox.account(), counted(mailbox.messages(), "message"), mailbox.bytes());
            }
        }
    }

    private void directs(String account) throws IOException {
        try (LogFile log = LogFile.open(file);
                JsonGenerator json = lines()) {
            log.readDirects(account, message -> export("to", message, json), this::complain);
        }
    }

    // What somebody said must not steer the terminal.
    private static String printable(String text) {
        return text.codePoints()
                .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.FORMAT ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private void export(@Nullable String session) throws IOException {
        try (LogFile log = LogFile.open(file);
                JsonGenerator json = lines()) {
            List<String> names = session != null
                    ? List.of(session)
                    : log.sessions().stream()
                            .map(entry -> entry.session().name())
                            .toList();
            for (String name : names) {
                log.read(name, 0, message -> export("session", message, json), this::complain);
            }
        }
    }

    private JsonGenerator lines() throws IOException {
        return new JsonFactory()
                .createGenerator(out)
                .disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)
                .setRootValueSeparator(new com.fasterxml.jackson.core.io.SerializedString(""));
    }

    private static void export(String place, LoggedMessage message, JsonGenerator json) {
        try {
            json.writeStartObject();
            json.writeStringField(place, message.session());
            json.writeNumberField("sequence", message.sequence());
            json.writeNumberField("timestamp", message.timestamp());
            json.writeStringField("source", message.source());
            if (message.messageId() != null) {
                json.writeStringField("messageId", message.messageId().toString());
            }
            writeText(message.data(), json);
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // A text is any bytes; most are UTF-8.
    private static void writeText(byte[] data, JsonGenerator json) throws IOException {
        try {
            json.writeStringField(
                    "text", UTF_8.newDecoder().decode(ByteBuffer.wrap(data)).toString());
        } catch (CharacterCodingException e) {
            json.writeBinaryField("base64", data);
        }
    }

    private static String counted(long count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    private ExitCode verify() throws IOException {
        AtomicInteger problems = new AtomicInteger();
        try (LogFile log = LogFile.open(file)) {
            log.verify(problem -> {
                problems.incrementAndGet();
                err.println(problem);
            });
            long messages =
                    log.sessions().stream().mapToLong(LogFile.Entry::messages).sum();
            out.printf(
                    "%s: %s, %s, %s, %s%n",
                    file,
                    counted(log.sessions().size(), "session"),
                    counted(messages, "message"),
                    counted(
                            log.mailboxes().stream()
                                    .mapToLong(LogFile.Mail::messages)
                                    .sum(),
                            "direct message"),
                    counted(problems.get(), "problem"));
        }
        return problems.get() == 0 ? ExitCode.OK : ExitCode.FAILED;
    }
}
