package io.confab.cli;

import com.fasterxml.jackson.annotation.JsonTypeName;
import io.confab.codec.JoinResult;
import io.confab.codec.ListResult;
import io.confab.codec.Stamp;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What came of a command. */
final class Outcome {

    private Outcome() {}

    @JsonTypeName("logged-in")
    record LoggedIn(String account, String host, int port) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("logged in to " + host + ":" + port + " as ").account(account);
        }
    }

    @JsonTypeName("registered")
    record Registered(String account) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("registered ").account(account).note("; /login logs in");
        }
    }

    @JsonTypeName("logged-out")
    record LoggedOut(String account) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("logged out");
        }
    }

    @JsonTypeName("created")
    record Created(String session) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("created ").session(session).note(", and joined it");
        }
    }

    /** See {@link JoinResult}. */
    @JsonTypeName("joined")
    record Joined(String session, int members, long sequence) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("joined ").session(session).note(", " + Words.count(members, "member"));
        }
    }

    @JsonTypeName("left")
    record Left(String session) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("left ").session(session);
        }
    }

    /** A session is gone for everybody. */
    @JsonTypeName("ended")
    record Closed(String session) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("closed ").session(session).note(", for everybody");
        }
    }

    /** Another session is the current one. */
    @JsonTypeName("switched")
    record Switched(String session) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("now in ").session(session);
        }
    }

    /** A text was taken; people see it where they typed it. */
    @JsonTypeName("sent")
    record Sent(String session, long sequence, long time) implements Output {

        static Sent of(String session, Stamp stamp) {
            return new Sent(session, stamp.sequence(), stamp.timestamp());
        }

        @Override
        public void writeTo(Line line) {
            // the typed line stands already
        }
    }

    /** A text to one account was taken. */
    @JsonTypeName("told")
    record Told(String account) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("told ").account(account);
        }
    }

    /** Somebody was put out of a session, or, where that is not there, off the server. */
    @JsonTypeName("put-out")
    record PutOut(String account, @Nullable String session) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("put ").account(account).note(session == null ? " off the server" : " out of ");
            line.session(session == null ? "" : session);
        }
    }

    /** Somebody was banned from a session, or, where that is not there, from the server. */
    @JsonTypeName("banned")
    record Banned(
            String account,
            @Nullable String session,
            @Nullable Long seconds) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("banned ").account(account).note(" from ");
            line.session(session == null ? "the server" : session);
            line.note(seconds == null ? "" : " for " + seconds + " s");
        }
    }

    /** Somebody may come back; or there was no ban. */
    @JsonTypeName("unbanned")
    record Unbanned(String account, @Nullable String session, boolean lifted) implements Output {

        @Override
        public void writeTo(Line line) {
            line.account(account).note(lifted ? " is no longer banned from " : " was not banned from ");
            line.session(session == null ? "the server" : session);
        }
    }

    /** All sessions and accounts, or, where {@code session} is there, the one and its members. */
    @JsonTypeName("list")
    record Listing(@Nullable String session, List<Entry> sessions, List<String> accounts, boolean more)
            implements Output {

        static Listing of(@Nullable String session, ListResult list, Set<String> joined) {
            List<Entry> entries = list.sessions().stream()
                    .map(e -> new Entry(e.name(), e.members(), e.topic(), e.capacity(), joined.contains(e.name())))
                    .toList();
            return new Listing(session, entries, list.users(), list.more());
        }

        /** One session; {@code joined} says whether this client is in it. */
        record Entry(
                String name,
                int members,
                @Nullable String topic,
                @Nullable Integer capacity,
                boolean joined) {}

        @Override
        public void writeTo(Line line) {
            if (sessions.isEmpty()) {
                line.note("no sessions").newLine();
            }
            for (Entry entry : sessions) {
                line.note(entry.joined ? "* " : "  ").session(entry.name);
                line.note(", " + Words.count(entry.members, "member"));
                line.note(entry.capacity == null ? "" : " of " + entry.capacity);
                line.text(entry.topic == null ? "" : ": " + entry.topic);
                line.newLine();
            }
            line.note(session == null ? "online: " : "members: ").accounts(accounts);
            line.note(more ? " … and more" : "");
        }
    }

    /** Stands behind the messages that were asked for. */
    @JsonTypeName("history")
    record History(String session, int messages, boolean more) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note(Words.count(messages, "message") + " of ").session(session);
            line.note(more ? "; there are older ones" : "");
        }
    }

    @JsonTypeName("help")
    record Help(List<Entry> commands) implements Output {

        /** One command. */
        record Entry(String usage, String summary) {}

        @Override
        public void writeTo(Line line) {
            int width = commands.stream().mapToInt(e -> e.usage.length()).max().orElse(0);
            for (int i = 0; i < commands.size(); i++) {
                Entry entry = commands.get(i);
                (i == 0 ? line : line.newLine())
                        .text(entry.usage + " ".repeat(width - entry.usage.length() + 2))
                        .note(entry.summary);
            }
        }
    }

    /** What was said waits for a connection. */
    @JsonTypeName("kept")
    record Kept(String session) implements Output {

        @Override
        public void writeTo(Line line) {
            line.note("* ").note("not sent yet: it is when there is a connection");
        }
    }

    /**
     * A command was not carried out.
     *
     * @param command its first word; what follows may be a password
     */
    @JsonTypeName("refused")
    record Refused(@Nullable String command, String code, String reason) implements Output {

        @Override
        public void writeTo(Line line) {
            line.warning(reason + " [" + code + "]");
        }

        @Override
        public boolean problem() {
            return true;
        }
    }
}
