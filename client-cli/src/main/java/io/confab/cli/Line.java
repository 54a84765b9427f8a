package io.confab.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import org.jline.utils.AttributedString;
import org.jline.utils.AttributedStringBuilder;
import org.jline.utils.AttributedStyle;
import org.jspecify.annotations.Nullable;

/** Builds what a terminal shows of one {@link Output}. Everything that is added passes through {@link Printable}. */
final class Line {

    private static final DateTimeFormatter HOURS_AND_MINUTES = DateTimeFormatter.ofPattern("HH:mm");
    private static final DateTimeFormatter DATE_AND_TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final AttributedStyle PLAIN = AttributedStyle.DEFAULT;
    private static final AttributedStyle FAINT = PLAIN.foreground(AttributedStyle.BRIGHT + AttributedStyle.BLACK);
    private static final AttributedStyle SESSION = PLAIN.foreground(AttributedStyle.CYAN);
    private static final AttributedStyle WARNING = PLAIN.foreground(AttributedStyle.RED);
    private static final int[] ACCOUNT_COLOURS = {
        AttributedStyle.GREEN, AttributedStyle.YELLOW, AttributedStyle.BLUE, AttributedStyle.MAGENTA
    };

    private final AttributedStringBuilder builder = new AttributedStringBuilder();
    private final ZoneId zone;
    private final @Nullable String current;

    /**
     * @param zone    in which times are told
     * @param current the session that need not be named, or null
     */
    Line(ZoneId zone, @Nullable String current) {
        this.zone = zone;
        this.current = current;
    }

    Line time(long timestamp) {
        return time(timestamp, HOURS_AND_MINUTES);
    }

    /** Of what may be long ago. */
    Line dateAndTime(long timestamp) {
        return time(timestamp, DATE_AND_TIME);
    }

    private Line time(long timestamp, DateTimeFormatter format) {
        return append(format.format(Instant.ofEpochMilli(timestamp).atZone(zone)) + " ", FAINT);
    }

    /** Where something happened; nothing if it was in the current session. */
    Line place(String session) {
        return session.isEmpty() || session.equals(current) ? this : append("[" + session + "] ", SESSION);
    }

    Line session(String session) {
        return append(session, SESSION);
    }

    /** Every account keeps its colour. */
    Line account(String account) {
        int colour = ACCOUNT_COLOURS[Math.floorMod(account.hashCode(), ACCOUNT_COLOURS.length)];
        return append(account, PLAIN.bold().foreground(colour));
    }

    Line accounts(List<String> accounts) {
        for (int i = 0; i < accounts.size(); i++) {
            (i == 0 ? this : note(", ")).account(accounts.get(i));
        }
        return this;
    }

    /** What somebody said. */
    Line text(String text) {
        return append(text, PLAIN);
    }

    /** The client's own words. */
    Line note(String words) {
        return append(words, FAINT);
    }

    Line warning(String words) {
        return append(words, WARNING);
    }

    Line newLine() {
        builder.append('\n');
        return this;
    }

    private Line append(String text, AttributedStyle style) {
        builder.styled(style, Printable.of(text));
        return this;
    }

    /** Empty if there is nothing to show. */
    AttributedString build() {
        return builder.toAttributedString();
    }
}
