package io.confab.accounts.csv;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import io.confab.api.Account;
import io.confab.api.CommandException;
import io.confab.api.Names;
import io.confab.api.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/**
 * One version of an account file: its accounts, and all of its lines, so that an edit changes one line and leaves the
 * others as they are, byte for byte. Not thread-safe.
 *
 * <p>A record is one line. That is what lets a broken line be named, and keeps one missing quote from swallowing the
 * accounts below it.
 */
final class AccountTable {

    private static final String BYTE_ORDER_MARK = "\uFEFF";
    private static final String BROKEN_QUOTES =
            "quotes: broken (expected: \"…\" around a whole value on one line, each quote inside doubled)";

    private final Path file;
    private final boolean byteOrderMark;
    private final List<String> lines; // each with what ends it; a removed one is empty
    private final String lineEnd; // of lines that are added
    private final CSVFormat format;
    private Columns columns;
    private List<String> titles; // of the header, or what they would be
    private int headerLine; // -1 if none of the lines is a header
    private @Nullable String headerAbove; // one that is to come before all lines
    private final Map<String, Row> rows = new LinkedHashMap<>();

    /** An account where it stands: {@code line} counts from 0. */
    private record Row(int line, List<String> fields, Account account) {}

    private AccountTable(Path file, String text) throws AccountFileException {
        this.file = file;
        byteOrderMark = text.startsWith(BYTE_ORDER_MARK);
        lines = Lines.split(byteOrderMark ? text.substring(1) : text);
        lineEnd = Lines.end(lines.get(0)).isEmpty() ? "\n" : Lines.end(lines.get(0));
        int first = firstRecord();
        format = CSVFormat.DEFAULT
                .builder()
                .setDelimiter(delimiter(lines.get(first)))
                .setIgnoreSurroundingSpaces(true)
                .setIgnoreEmptyLines(false)
                .get();
        List<String> fields = fields(format, lines.get(first));
        if (fields == null) {
            throw broken(first, BROKEN_QUOTES);
        }
        try {
            columns = Columns.of(fields);
        } catch (IllegalArgumentException e) {
            throw broken(first, String.valueOf(e.getMessage()));
        }
        boolean header = columns.header();
        titles = header ? fields : columns.titles();
        headerLine = header ? first : -1;
        readRecords(header ? first + 1 : first);
    }

    /** @throws AccountFileException if the content is not UTF-8, or any line of it is broken */
    static AccountTable parse(Path file, byte[] content) throws AccountFileException {
        return new AccountTable(file, decode(file, content));
    }

    /** The accounts in the order of the file, unmodifiable, and not changed by later edits. */
    Map<String, Account> accounts() {
        Map<String, Account> accounts = new LinkedHashMap<>(rows.size() * 2);
        rows.forEach((name, row) -> accounts.put(name, row.account()));
        return Collections.unmodifiableMap(accounts);
    }

    /** Replaces a credential if it is the expected one; the rest of its record keeps its values. */
    boolean replaceCredential(String name, String expected, String replacement) {
        Row row = rows.get(name);
        return row != null
                && row.account().credential().equals(expected)
                && put(row, row.account().withPassword(replacement, null));
    }

    /** Replaces an account, unless it is what it is to be. */
    boolean update(String name, UnaryOperator<Account> change) {
        Row row = rows.get(name);
        if (row == null) {
            return false;
        }
        Account changed = change.apply(row.account());
        return !changed.equals(row.account()) && put(row, changed);
    }

    /** Replaces an account, if it is the expected one. */
    boolean replace(Account expected, Account replacement) {
        Row row = rows.get(expected.name());
        return row != null
                && row.account().equals(expected)
                && replacement.name().equals(expected.name())
                && put(row, replacement);
    }

    private boolean put(Row before, Account account) {
        addColumnsFor(account);
        Row row = requireNonNull(rows.get(before.account().name()));
        List<String> fields = new ArrayList<>(row.fields());
        write(account, fields);
        lines.set(row.line(), render(fields) + Lines.end(lines.get(row.line())));
        rows.put(account.name(), new Row(row.line(), fields, account));
        return true;
    }

    /** Appends an account, with the next number where accounts are numbered, unless one has its name already. */
    boolean add(Account account) {
        if (rows.containsKey(account.name())) {
            return false;
        }
        addColumnsFor(account);
        List<String> fields = new ArrayList<>(Collections.nCopies(columns.count(), ""));
        fields.set(columns.name(), account.name());
        write(account, fields);
        if (columns.index() >= 0) {
            fields.set(columns.index(), Long.toString(1 + highestNumber()));
        }
        int last = lines.size() - 1;
        if (!lines.get(last).isEmpty() && Lines.end(lines.get(last)).isEmpty()) {
            lines.set(last, lines.get(last) + lineEnd);
        }
        rows.put(account.name(), new Row(lines.size(), fields, account));
        lines.add(render(fields) + lineEnd);
        return true;
    }

    private void write(Account account, List<String> fields) {
        fields.set(columns.password(), account.credential());
        if (columns.scram() >= 0) {
            fields.set(columns.scram(), account.scram() == null ? "" : account.scram());
        }
        if (columns.role() >= 0 && !role(fields.get(columns.role())).equals(account.role())) {
            fields.set(columns.role(), account.role().text());
        }
        if (columns.locked() >= 0 && locked(fields.get(columns.locked())) != account.locked()) {
            fields.set(columns.locked(), account.locked() ? "yes" : "no");
        }
    }

    /**
     * Makes room for what an account has besides name and password: the header, and with it every record, gets as many columns
     * more. A file without a header gets one.
     */
    private void addColumnsFor(Account account) {
        Columns wider = columns.with(account.scram() != null, account.role() != Role.MEMBER, account.locked());
        int more = wider.count() - columns.count();
        if (more == 0) {
            return;
        }
        List<String> wanted = new ArrayList<>(titles);
        wanted.addAll(wider.titlesFrom(columns.count()));
        titles = wanted;
        columns = wider;
        for (Row row : List.copyOf(rows.values())) {
            List<String> fields = new ArrayList<>(row.fields());
            fields.addAll(Collections.nCopies(more, ""));
            lines.set(row.line(), render(fields) + Lines.end(lines.get(row.line())));
            rows.put(row.account().name(), new Row(row.line(), fields, row.account()));
        }
        if (headerLine >= 0) {
            lines.set(headerLine, render(titles) + Lines.end(lines.get(headerLine)));
        } else {
            headerAbove = render(titles) + lineEnd;
        }
    }

    private static Role role(String field) {
        return field.isEmpty() ? Role.MEMBER : Role.of(field.toLowerCase(Locale.ROOT));
    }

    private static boolean locked(String field) {
        return switch (field.toLowerCase(Locale.ROOT)) {
            case "", "no", "false", "0" -> false;
            case "yes", "true", "1" -> true;
            default -> throw new IllegalArgumentException("locked: " + field + " (expected: yes or no)");
        };
    }

    /** Removes an account and its line. A file without accounts is left with a header, so that it can be told from a lost one. */
    boolean remove(String name) {
        Row row = rows.remove(name);
        if (row == null) {
            return false;
        }
        String line = lines.get(row.line());
        if (rows.isEmpty() && headerLine < 0 && headerAbove == null) {
            lines.set(row.line(), render(titles) + Lines.end(line));
            headerLine = row.line();
        } else {
            lines.set(row.line(), "");
        }
        return true;
    }

    /** The file as it is to be written. */
    byte[] toBytes() {
        String above = headerAbove == null ? "" : headerAbove;
        return ((byteOrderMark ? BYTE_ORDER_MARK : "") + above + String.join("", lines)).getBytes(UTF_8);
    }

    private void readRecords(int from) throws AccountFileException {
        List<Integer> numbers = new ArrayList<>(); // of the lines that hold records
        StringBuilder records = new StringBuilder();
        for (int i = from; i < lines.size(); i++) {
            if (!isCommentOrBlank(lines.get(i))) {
                numbers.add(i);
                records.append(Lines.content(lines.get(i))).append('\n');
            }
        }
        try (CSVParser parser = CSVParser.parse(records.toString(), format)) {
            Iterator<CSVRecord> iterator = parser.iterator();
            for (int line : numbers) {
                addRecord(line, next(iterator));
            }
        } catch (IOException e) {
            if (e instanceof AccountFileException broken) {
                throw broken;
            }
            throw new UncheckedIOException(e); // closing a reader of a string does not fail
        }
    }

    private void addRecord(int line, @Nullable List<String> fields) throws AccountFileException {
        if (fields == null) {
            throw broken(line, BROKEN_QUOTES);
        }
        if (fields.size() < columns.count() && columns.mayEndAt(fields.size())) {
            fields = new ArrayList<>(fields);
            fields.addAll(Collections.nCopies(columns.count() - fields.size(), ""));
        }
        if (fields.size() != columns.count()) {
            throw broken(
                    line,
                    "fields: " + fields.size() + " (expected: " + columns.count()
                            + "; a value that contains the delimiter needs quotes)");
        }
        String name;
        try {
            name = Names.normalize(fields.get(columns.name()), "name");
        } catch (CommandException e) {
            throw broken(line, e.reason());
        }
        String credential = fields.get(columns.password());
        if (credential.isEmpty()) {
            throw broken(line, "password: empty (expected: a password, or its hash)");
        }
        Row other = rows.putIfAbsent(name, new Row(line, fields, account(line, name, credential, fields)));
        if (other != null) {
            throw broken(line, "name: " + name + " is on line " + (other.line() + 1) + " already (expected: once)");
        }
    }

    private Account account(int line, String name, String credential, List<String> fields) throws AccountFileException {
        String scram = columns.scram() < 0 ? "" : fields.get(columns.scram());
        try {
            return new Account(
                    name,
                    credential,
                    scram.isEmpty() ? null : scram,
                    columns.role() < 0 ? Role.MEMBER : role(fields.get(columns.role())),
                    columns.locked() >= 0 && locked(fields.get(columns.locked())));
        } catch (IllegalArgumentException e) {
            throw broken(line, String.valueOf(e.getMessage()));
        }
    }

    // Null where quotes are broken: in the middle of a value, never closed, or closed on a later line.
    private static @Nullable List<String> next(Iterator<CSVRecord> records) {
        try {
            List<String> fields = records.next().toList();
            return fields.stream().anyMatch(field -> field.indexOf('\n') >= 0) ? null : fields;
        } catch (UncheckedIOException e) {
            return null;
        }
    }

    private static @Nullable List<String> fields(CSVFormat format, String line) {
        try (CSVParser parser = CSVParser.parse(Lines.content(line) + "\n", format)) {
            return next(parser.iterator());
        } catch (IOException e) {
            throw new UncheckedIOException(e); // closing a reader of a string does not fail
        }
    }

    private int firstRecord() throws AccountFileException {
        for (int i = 0; i < lines.size(); i++) {
            if (!isCommentOrBlank(lines.get(i)) || isHeaderWithNumberSign(lines.get(i))) {
                return i;
            }
        }
        throw broken(0, "file: no accounts and no header (expected: name,password at least)");
    }

    private static boolean isCommentOrBlank(String line) {
        String stripped = line.strip();
        return stripped.isEmpty() || stripped.startsWith("#");
    }

    private static boolean isHeaderWithNumberSign(String line) {
        String stripped = line.strip().replace("\"", "");
        return stripped.startsWith("#,") && Columns.isHeaderWithNumberSign(List.of(stripped.split(",", -1)))
                || stripped.startsWith("#;") && Columns.isHeaderWithNumberSign(List.of(stripped.split(";", -1)));
    }

    // Neither a name, nor a number, nor the title of a column contains a delimiter: the first one is the one in use.
    private static char delimiter(String line) {
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == ';')) {
                return c;
            }
        }
        return ',';
    }

    private long highestNumber() {
        return rows.values().stream()
                .mapToLong(row -> Columns.number(row.fields().get(columns.index())))
                .filter(number -> number >= 0)
                .max()
                .orElse(0);
    }

    // Not CSVPrinter: what is a comment, and which spaces are dropped, is decided here.
    private String render(List<String> fields) {
        return fields.stream()
                .map(field -> needsQuotes(field) ? '"' + field.replace("\"", "\"\"") + '"' : field)
                .collect(Collectors.joining(format.getDelimiterString()));
    }

    private boolean needsQuotes(String field) {
        return field.contains(format.getDelimiterString())
                || field.contains("\"")
                || field.startsWith("#")
                || !field.strip().equals(field);
    }

    private AccountFileException broken(int line, String problem) {
        return new AccountFileException(file, line + 1, problem);
    }

    private static String decode(Path file, byte[] content) throws AccountFileException {
        CharsetDecoder decoder = UTF_8.newDecoder(); // reports what it cannot decode
        ByteBuffer in = ByteBuffer.wrap(content);
        CharBuffer out = CharBuffer.allocate(content.length);
        if (decoder.decode(in, out, true).isError()) {
            String before = new String(content, 0, in.position(), UTF_8);
            throw new AccountFileException(
                    file, Lines.split(before + ".").size(), "encoding: not UTF-8 (expected: UTF-8)");
        }
        return out.flip().toString();
    }
}
