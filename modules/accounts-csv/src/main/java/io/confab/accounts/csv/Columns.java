package io.confab.accounts.csv;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Which field of a record is which.
 *
 * @param count    how many fields every record has
 * @param name     the field that holds the account's name, from 0
 * @param password the field that holds its credential
 * @param index    the field that numbers the accounts; -1 if there is none
 * @param scram    the field that holds its keys for SCRAM; -1 if there is none
 * @param role     the field that holds its role; -1 if there is none
 * @param locked   the field that says whether it is locked; -1 if there is none
 * @param header   whether the first record names the columns
 */
record Columns(int count, int name, int password, int index, int scram, int role, int locked, boolean header) {

    static final String SCRAM = "scram";
    static final String ROLE = "role";
    static final String LOCKED = "locked";

    // In the order in which they win: where "username" and "name" are both there, "name" is the person's.
    private static final List<String> NAMES =
            List.of("username", "login", "account", "accountname", "user", "name", "userid", "id");
    private static final List<String> PASSWORDS =
            List.of("credential", "credentials", "password", "passwd", "passphrase", "pass");
    private static final Set<String> INDEXES = Set.of("index", "id", "#", "no", "nr", "number", "");

    /**
     * Reads the columns from a header, or decides them for a file that has none.
     *
     * @param fields of the first record
     * @throws IllegalArgumentException if it is neither a header nor an account
     */
    static Columns of(List<String> fields) {
        List<String> titles = fields.stream().map(Columns::title).toList();
        int name = firstOf(NAMES, titles);
        int password = firstOf(PASSWORDS, titles);
        if (name >= 0 && password >= 0) {
            return new Columns(
                    titles.size(),
                    name,
                    password,
                    index(titles, name),
                    firstOf(List.of(SCRAM), titles),
                    firstOf(List.of(ROLE), titles),
                    firstOf(List.of(LOCKED), titles),
                    true);
        }
        // An account called "user", or one whose password is "password", looks like this too. It must not be guessed:
        // taken for an account, a header is a login that everybody knows.
        if (name >= 0 || password >= 0) {
            throw new IllegalArgumentException("header: no column of " + (name >= 0 ? "passwords" : "names")
                    + " (expected: name,password; a first account that reads like a header needs one above it)");
        }
        return withoutHeader(fields);
    }

    /** Tells whether a first line that begins like a comment is a header whose first column is called {@code #}. */
    static boolean isHeaderWithNumberSign(List<String> fields) {
        List<String> titles = fields.stream().map(Columns::title).toList();
        return titles.size() > 2
                && titles.get(0).equals("#")
                && firstOf(NAMES, titles) >= 0
                && firstOf(PASSWORDS, titles) >= 0;
    }

    private static Columns withoutHeader(List<String> fields) {
        if (fields.size() == 2) {
            return new Columns(2, 0, 1, -1, -1, -1, -1, false);
        }
        if (fields.size() != 3) {
            throw new IllegalArgumentException("fields: " + fields.size()
                    + " (expected: 2, name and password, or 3, index, name and password, or a header above them)");
        }
        if (number(fields.get(0)) < 0) {
            throw new IllegalArgumentException(
                    "index: not a number (expected: index,name,password, or a header that names other columns)");
        }
        return new Columns(3, 1, 2, 0, -1, -1, -1, false);
    }

    /**
     * Whether a record may have so few fields: what is left out is what an account may do without, and may have been added to
     * the file by the server.
     */
    boolean mayEndAt(int fields) {
        return IntStream.range(fields, count).allMatch(left -> left == scram || left == role || left == locked);
    }

    /** The titles of a file that has none, and so one of the two forms that need none. */
    List<String> titles() {
        return index < 0 ? List.of("name", "password") : List.of("index", "name", "password");
    }

    /** With the columns behind the others that an account's further values need and that are not there. */
    Columns with(boolean scram, boolean role, boolean locked) {
        int next = count;
        int scramAt = this.scram < 0 && scram ? next++ : this.scram;
        int roleAt = this.role < 0 && role ? next++ : this.role;
        int lockedAt = this.locked < 0 && locked ? next++ : this.locked;
        return new Columns(next, name, password, index, scramAt, roleAt, lockedAt, true);
    }

    /** What the columns behind the first are called. */
    List<String> titlesFrom(int first) {
        List<String> titles = new ArrayList<>();
        for (int i = first; i < count; i++) {
            titles.add(i == scram ? SCRAM : i == role ? ROLE : LOCKED);
        }
        return titles;
    }

    /** The value of an index field; -1 if it is no number. */
    static long number(String field) {
        return field.matches("[0-9]{1,18}") ? Long.parseLong(field) : -1;
    }

    private static int index(List<String> titles, int name) {
        for (int i = 0; i < titles.size(); i++) {
            if (i != name && INDEXES.contains(titles.get(i))) {
                return i;
            }
        }
        return -1;
    }

    private static int firstOf(List<String> wanted, List<String> titles) {
        for (String title : wanted) {
            int found = titles.indexOf(title);
            if (found >= 0) {
                if (found != titles.lastIndexOf(title)) {
                    throw new IllegalArgumentException("header: " + title + " twice (expected: once)");
                }
                return found;
            }
        }
        return -1;
    }

    // "User name", "user_name" and "USERNAME" are one title.
    private static String title(String field) {
        return field.toLowerCase(Locale.ROOT).replaceAll("[ _-]", "");
    }
}
