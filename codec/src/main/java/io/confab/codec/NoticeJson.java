package io.confab.codec;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON of events: each has a record of its own, with the name that tells it from the others. */
final class NoticeJson {

    private static final String PRESENCE = "presence";
    private static final String CLOSED = "closed";
    private static final String KICKED = "kicked";
    private static final String LAGGED = "lagged";
    private static final String SHUTDOWN = "shutdown";
    private static final String ANNOUNCEMENT = "announcement";

    private NoticeJson() {}

    /** @throws IllegalArgumentException if it is of no type that the protocol knows */
    static byte[] write(Notice notice) {
        if (notice instanceof PresenceEvent presence) {
            return Json.write(new Presence(PRESENCE, presence.joined(), presence.left(), presence.members()));
        }
        if (notice instanceof ClosedEvent closed) {
            return Json.write(new Reason(CLOSED, closed.reason()));
        }
        if (notice instanceof KickedEvent kicked) {
            return Json.write(new Reason(KICKED, kicked.reason()));
        }
        if (notice instanceof LaggedEvent lagged) {
            return Json.write(new Lagged(LAGGED, lagged.from(), lagged.to()));
        }
        if (notice instanceof ShutdownEvent shutdown) {
            return Json.write(new Shutdown(SHUTDOWN, shutdown.reconnectAfter()));
        }
        if (notice instanceof AnnouncementEvent announcement) {
            return Json.write(new Announcement(ANNOUNCEMENT, announcement.text()));
        }
        if (notice instanceof UnknownEvent unknown) {
            return unknown.data();
        }
        throw new IllegalArgumentException("notice: " + notice.getClass().getName() + " (expected: a known one)");
    }

    /** @throws IllegalArgumentException if the JSON is no object, names no event, or does not fit the one it names */
    static Notice read(String session, String json) {
        String event = Json.read(json, Name.class).event();
        if (event == null) {
            throw new IllegalArgumentException("event: none (expected: a name)");
        }
        switch (event) {
            case PRESENCE:
                Presence presence = Json.read(json, Presence.class);
                return new PresenceEvent(
                        session, listed(presence.joined()), listed(presence.left()), presence.members());
            case CLOSED:
                return new ClosedEvent(
                        session, text(Json.read(json, Reason.class).reason()));
            case KICKED:
                return new KickedEvent(
                        session, text(Json.read(json, Reason.class).reason()));
            case LAGGED:
                Lagged lagged = Json.read(json, Lagged.class);
                return new LaggedEvent(session, lagged.from(), lagged.to());
            case SHUTDOWN:
                return new ShutdownEvent(Json.read(json, Shutdown.class).reconnectAfter());
            case ANNOUNCEMENT:
                return new AnnouncementEvent(
                        session, text(Json.read(json, Announcement.class).text()));
            default:
                return new UnknownEvent(session, event, Json.utf8(json));
        }
    }

    private static List<String> listed(@Nullable List<@Nullable String> names) {
        if (names == null) {
            return List.of();
        }
        List<String> checked = new ArrayList<>(names.size());
        for (String name : names) {
            if (name == null) {
                throw new IllegalArgumentException("data: null as a name (expected: a string)");
            }
            checked.add(name);
        }
        return checked;
    }

    private static String text(@Nullable String given) {
        return given == null ? "" : given;
    }

    /** What all of them have. */
    record Name(@Nullable String event) {}

    /** Of a {@link PresenceEvent}. */
    record Presence(
            String event,
            @Nullable List<@Nullable String> joined,
            @Nullable List<@Nullable String> left,
            int members) {}

    /** Of a {@link ClosedEvent} and a {@link KickedEvent}. */
    record Reason(String event, @Nullable String reason) {}

    /** Of a {@link LaggedEvent}. */
    record Lagged(String event, long from, long to) {}

    /** Of a {@link ShutdownEvent}. */
    record Shutdown(String event, long reconnectAfter) {}

    /** Of an {@link AnnouncementEvent}. */
    record Announcement(String event, @Nullable String text) {}
}
