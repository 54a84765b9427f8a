package io.confab.standalone;

import java.time.Duration;
import java.util.Locale;

/** How a server is, for people. */
final class StatusText {

    private static final int KIB = 1024;

    private StatusText() {}

    static String of(ServerStatus status) {
        StringBuilder text = new StringBuilder();
        text.append("Confab %s is %s at %s (%s), process %d, for %s%n"
                .formatted(
                        status.version(),
                        status.state(),
                        status.address(),
                        status.transport(),
                        status.pid(),
                        time(Duration.ofMillis(status.uptimeMillis()))));
        row(text, "connections", number(status.connections()));
        row(text, "accounts online", number(status.accounts()));
        row(text, "sessions", number(status.sessions()));
        row(text, "members", number(status.members()));
        row(text, "members lagging", lagging(status));
        row(
                text,
                "heap",
                "%s of %s MiB".formatted(number(status.heapBytes() >> 20), number(status.heapMaxBytes() >> 20)));
        row(text, "network buffers", number(status.directBytes() >> 20) + " MiB");
        ServerStatus.Rates rates = status.rates();
        if (rates != null) {
            row(text, "messages", perSecond(rates.messages()));
            row(text, "deliveries", perSecond(rates.deliveries()));
            row(text, "received", bytesPerSecond(rates.bytesReceived()));
            row(text, "sent", bytesPerSecond(rates.bytesSent()));
            row(text, "logins", perSecond(rates.logins()));
            row(text, "refusals", perSecond(rates.refusals()));
            ServerStatus.Times commit = rates.commitMillis();
            if (commit != null) {
                row(
                        text,
                        "commits to the log",
                        String.format(
                                Locale.ROOT,
                                "%.2f ms on average, 99 in 100 within %.2f ms, the slowest %.2f ms",
                                commit.mean(),
                                commit.p99(),
                                commit.max()));
            }
        }
        if (!status.largest().isEmpty()) {
            text.append("%nlargest sessions%n".formatted());
            status.largest()
                    .forEach(top -> row(
                            text, top.session(), top.members() == 1 ? "1 member" : number(top.members()) + " members"));
        }
        return text.toString();
    }

    private static void row(StringBuilder text, String name, String value) {
        text.append("  %-20s %s%n".formatted(name, value));
    }

    private static String lagging(ServerStatus status) {
        String members = number(status.lagging());
        return status.lagging() == 0
                ? members
                : members + ", the slowest by " + number(status.greatestLag()) + " messages";
    }

    private static String bytesPerSecond(double rate) {
        return rate < KIB
                ? String.format(Locale.ROOT, "%.0f bytes a second", rate)
                : String.format(Locale.ROOT, "%,.1f KiB a second", rate / KIB);
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String perSecond(double rate) {
        return String.format(Locale.ROOT, rate < 10 ? "%,.1f a second" : "%,.0f a second", rate);
    }

    /** Its two greatest units: {@code 3 d 4 h}. */
    static String time(Duration time) {
        if (time.toDays() > 0) {
            return time.toDays() + " d " + time.toHoursPart() + " h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + " h " + time.toMinutesPart() + " min";
        }
        return time.toMinutes() > 0
                ? time.toMinutes() + " min " + time.toSecondsPart() + " s"
                : time.toSeconds() + " s";
    }
}
