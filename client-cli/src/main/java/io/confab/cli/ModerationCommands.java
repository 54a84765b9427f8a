package io.confab.cli;

import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The commands by which order is kept. */
final class ModerationCommands {

    private static final String FOR_EVER = "-";
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,8})([smhd])");
    private static final Map<String, Long> SECONDS = Map.of("s", 1L, "m", 60L, "h", 3_600L, "d", 86_400L);

    private ModerationCommands() {}

    static void kick(Desk desk, Arguments arguments) {
        desk.chat().kick(false, arguments.get(0), arguments.find(1));
    }

    static void ban(Desk desk, Arguments arguments) {
        desk.chat().ban(false, arguments.get(0), time(arguments.find(1)), arguments.find(2));
    }

    static void unban(Desk desk, Arguments arguments) {
        desk.chat().unban(false, arguments.get(0));
    }

    static void serverKick(Desk desk, Arguments arguments) {
        desk.chat().kick(true, arguments.get(0), arguments.find(1));
    }

    static void serverBan(Desk desk, Arguments arguments) {
        desk.chat().ban(true, arguments.get(0), time(arguments.find(1)), arguments.find(2));
    }

    static void serverUnban(Desk desk, Arguments arguments) {
        desk.chat().unban(true, arguments.get(0));
    }

    /** Null for ever. */
    static @Nullable Duration time(@Nullable String text) {
        if (text == null || text.equals(FOR_EVER)) {
            return null;
        }
        Matcher matcher = TIME.matcher(text);
        Long unit = matcher.matches() ? SECONDS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw Problem.usage("time: " + text + " (expected: such as 90s, 30m, 12h or 7d, or - for ever)");
        }
        return Duration.ofSeconds(Long.parseLong(matcher.group(1)) * unit);
    }
}
