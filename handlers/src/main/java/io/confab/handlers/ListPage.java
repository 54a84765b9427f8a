package io.confab.handlers;

import io.confab.api.Names;
import io.confab.codec.ListResult;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Fills one page of a list. Sessions and accounts are taken together in the order of their names, so that one name says
 * where the next page begins in both.
 */
final class ListPage {

    /** The frame without its data, and {@code {"sessions":[],"users":[],"more":false}}. */
    private static final int FRAME_BYTES = 8 + 39;

    /** {@code "",} */
    private static final int USER_BYTES = 3;

    /** {@code {"name":"","members":2147483647,"topic":"","capacity":2147483647},} */
    private static final int ENTRY_BYTES = 66;

    /** {@code ,"sequence":9007199254740991,"read":9007199254740991} */
    private static final int POSITION_BYTES = 52;

    /** The most that a name can take beside a session, so that every page has at least one. */
    private static final int MOST_USER_BYTES = USER_BYTES + Names.MAX_BYTES;

    private final List<ListResult.Entry> sessions = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private final int pageBytes;
    private int bytesLeft;
    private int namesLeft;

    ListPage(int maxFrameBytes, int limit) {
        this.pageBytes = maxFrameBytes - FRAME_BYTES;
        this.bytesLeft = pageBytes;
        this.namesLeft = limit;
    }

    /** More names than a page can hold, whatever their lengths. */
    int mostNames() {
        return (int) Math.min(1L + namesLeft, 1L + bytesLeft / (USER_BYTES + 1));
    }

    /** Takes what fits of two lists that are in order. */
    ListResult merge(Iterator<ListResult.Entry> sessionsInOrder, Iterator<String> usersInOrder) {
        ListResult.Entry session = nextFitting(sessionsInOrder);
        String user = next(usersInOrder);
        while (session != null || user != null) {
            int order = session == null ? 1 : user == null ? -1 : session.name().compareTo(user);
            int bytes = 0;
            if (session != null && order <= 0) {
                bytes += bytes(session);
            }
            if (user != null && order >= 0) {
                bytes += bytes(user);
            }
            if (!take(bytes)) {
                return new ListResult(sessions, users, true);
            }
            if (session != null && order <= 0) {
                sessions.add(session);
                session = nextFitting(sessionsInOrder);
            }
            if (user != null && order >= 0) {
                users.add(user);
                user = next(usersInOrder);
            }
        }
        return new ListResult(sessions, users, false);
    }

    /** Takes one session and what fits of its members. */
    ListResult members(ListResult.Entry session, Iterator<String> membersInOrder) {
        ListResult.Entry entry = fitting(session);
        bytesLeft -= bytes(entry);
        sessions.add(entry);
        while (membersInOrder.hasNext()) {
            String member = membersInOrder.next();
            if (!take(bytes(member))) {
                return new ListResult(sessions, users, true);
            }
            users.add(member);
        }
        return new ListResult(sessions, users, false);
    }

    private boolean take(int bytes) {
        if (namesLeft == 0 || bytes > bytesLeft) {
            return false;
        }
        namesLeft--;
        bytesLeft -= bytes;
        return true;
    }

    private static int bytes(String user) {
        return USER_BYTES + ByteBufUtil.utf8Bytes(user);
    }

    private static int bytes(ListResult.Entry session) {
        String topic = session.topic();
        return ENTRY_BYTES
                + ByteBufUtil.utf8Bytes(session.name())
                + (topic == null ? 0 : jsonBytes(topic))
                + (session.sequence() == null ? 0 : POSITION_BYTES);
    }

    private static int jsonBytes(String text) {
        return text.codePoints().map(ListPage::jsonBytes).sum();
    }

    private static int jsonBytes(int codePoint) {
        if (codePoint < 0x20 || codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
            return 6; // six ASCII characters that name its number; the second kind is half of a character only
        }
        if (codePoint < 0x80) {
            return codePoint == '"' || codePoint == '\\' ? 2 : 1;
        }
        return codePoint < 0x800 ? 2 : codePoint < 0x10000 ? 3 : 4;
    }

    // Where frames are very small, a long topic must not keep a session, and all behind it, out of the list.
    private ListResult.Entry fitting(ListResult.Entry session) {
        return bytes(session) + MOST_USER_BYTES <= pageBytes
                ? session
                : new ListResult.Entry(
                        session.name(),
                        session.members(),
                        null,
                        session.capacity(),
                        session.sequence(),
                        session.read());
    }

    private ListResult.@Nullable Entry nextFitting(Iterator<ListResult.Entry> iterator) {
        return iterator.hasNext() ? fitting(iterator.next()) : null;
    }

    private static <T> @Nullable T next(Iterator<T> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }
}
