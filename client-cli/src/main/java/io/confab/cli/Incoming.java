package io.confab.cli;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.confab.api.LoggedMessage;
import io.confab.codec.DirectEvent;
import io.confab.codec.PluginMessage;
import io.confab.codec.PresenceEvent;
import io.confab.codec.UnknownEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the server tells unasked. */
final class Incoming {

    private Incoming() {}

    /** Somebody said something in a session, now or, where {@code replay} is set, earlier. */
    @JsonTypeName("text")
    record Text(String session, String account, String text, long sequence, long time, boolean replay)
            implements Output {

        static Text of(LoggedMessage message, boolean replay) {
            return new Text(
                    message.session(),
                    message.source(),
                    new String(message.data(), StandardCharsets.UTF_8),
                    message.sequence(),
                    message.timestamp(),
                    replay);
        }

        @Override
        public void writeTo(Line line) {
            line.time(time).place(session).account(account).text(": " + text);
        }
    }

    /** Somebody said something to this account alone, now or, where {@code replay} is set, while nobody was there. */
    @JsonTypeName("direct")
    record Direct(String account, String text, long sequence, long time, boolean replay) implements Output {

        static Direct of(DirectEvent event) {
            return new Direct(
                    event.source(),
                    event.text(),
                    event.stamp().sequence(),
                    event.stamp().timestamp(),
                    event.replay());
        }

        @Override
        public void writeTo(Line line) {
            (replay ? line.dateAndTime(time) : line.time(time))
                    .account(account)
                    .note(replay ? " (to you, while you were away)" : " (to you)")
                    .text(": " + text);
        }
    }

    /** Who came and who went. */
    @JsonTypeName("presence")
    record Presence(String session, List<String> joined, List<String> left, int members) implements Output {

        static Presence of(PresenceEvent event) {
            return new Presence(event.session(), event.joined(), event.left(), event.members());
        }

        @Override
        public void writeTo(Line line) {
            line.note("* ").place(session);
            if (!joined.isEmpty()) {
                line.accounts(joined).note(" joined");
            }
            if (!left.isEmpty()) {
                line.note(joined.isEmpty() ? "" : ", ").accounts(left).note(" left");
            }
            line.note(joined.isEmpty() && left.isEmpty() ? "now " : ", now ").note(Words.count(members, "member"));
        }
    }

    /** A session was closed. */
    @JsonTypeName("closed")
    record Closed(String session, String reason) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("* ").session(session).warning(" was closed: " + reason);
        }
    }

    /** This account was put out of a session, or, where it is empty, off the server. */
    @JsonTypeName("kicked")
    record Kicked(String session, String reason) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("* ").warning("put out of ");
            (session.isEmpty() ? line.warning("the server") : line.session(session)).warning(": " + reason);
        }
    }

    /** Messages were missed. */
    @JsonTypeName("lagged")
    record Lagged(String session, long from, long to) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("* ").place(session).warning("too slow: missed messages " + from + " to " + to);
        }
    }

    /** The server is about to close the connection. */
    @JsonTypeName("shutdown")
    record Shutdown(long reconnectAfter) implements Output {

        @Override
        public void writeTo(Line line) {
            long seconds = Math.max(1, Math.round(reconnectAfter / 1000.0));
            line.note("* ").warning("the server shuts down; if it comes back, then not before " + seconds + " s");
        }
    }

    /** Who runs the server says something. */
    @JsonTypeName("announcement")
    record Announcement(String session, String text) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("* ").place(session).warning("announcement: ").text(text);
        }
    }

    /** A plug-in of the server sent something; data that is no UTF-8 comes out with replacement characters. */
    @JsonTypeName("plugin")
    record Plugin(int type, String session, String account, String data) implements Output {

        static Plugin of(PluginMessage message) {
            return new Plugin(
                    message.type().code(),
                    message.session(),
                    message.source(),
                    new String(message.data(), StandardCharsets.UTF_8));
        }

        @Override
        public void writeTo(Line line) {
            line.note("* ").place(session).account(account).note(String.format(" (message 0x%02X)", type));
            line.text(": " + data);
        }
    }

    /** An event that this version does not know, with the JSON it came with. */
    @JsonTypeName("unknown")
    record Unknown(String session, String name, String data) implements Output {

        static Unknown of(UnknownEvent event) {
            return new Unknown(event.session(), event.event(), new String(event.data(), StandardCharsets.UTF_8));
        }

        @Override
        public void writeTo(Line line) {
            line.note("* ").place(session).note("event " + name + ": ").text(data);
        }
    }

    /** There is no connection, and another one is tried. */
    @JsonTypeName("reconnecting")
    record Reconnecting(String reason) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("* ").warning("connection lost, trying again: " + reason);
        }
    }

    /** Connected again, and in all sessions. */
    @JsonTypeName("resumed")
    record Resumed() implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("* ").note("connected again");
        }
    }

    /**
     * Something that was said while there was no connection is not kept any more.
     *
     * @param from   the first message that is kept, or the next there will be
     * @param newest the newest there is
     */
    @JsonTypeName("missed")
    record Missed(String session, long from, long newest) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("* ").place(session);
            if (from > newest) {
                line.warning("put back to an older state: it goes on behind message " + newest);
            } else {
                line.warning("missed what was said before message " + from);
            }
        }
    }

    /** The connection has ended without having been asked to. */
    @JsonTypeName("disconnected")
    record Disconnected(String reason) implements Output {

        @Override
        public void writeTo(Line line) {
            line.warning("connection lost: " + reason + " (/login connects again)");
        }

        @Override
        public boolean problem() {
            return true;
        }
    }
}
