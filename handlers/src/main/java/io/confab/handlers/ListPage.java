package io.confab.handlers;

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

    /** The frame without its data, and the JSON around the entries. */
    private static final int FRAME_BYTES = 128;

    /** {@code "",} */
    private static final int USER_BYTES = 3;

    /** The JSON around one session's name and topic. */
    private static final int ENTRY_BYTES = 80;

    /** A character in JSON takes at most six bytes, as \u0000 does. */
    private static final int MOST_BYTES_PER_CHAR = 6;

    private final List<ListResult.Entry> sessions = new ArrayList<>();
    private final List<String> users = new ArrayList<>();
    private int bytesLeft;
    private int namesLeft;

    ListPage(int maxFrameBytes, int limit) {
        this.bytesLeft = maxFrameBytes - FRAME_BYTES;
        this.namesLeft = limit;
    }

    /** More names than a page can hold, whatever their lengths. */
    int mostNames() {
        return (int) Math.min(1L + namesLeft, 1L + bytesLeft / (USER_BYTES + 1));
    }

    /** Takes what fits of two lists that are in order. */
    ListResult merge(Iterator<ListResult.Entry> sessionsInOrder, Iterator<String> usersInOrder) {
        ListResult.Entry session = next(sessionsInOrder);
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
                session = next(sessionsInOrder);
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
        bytesLeft -= bytes(session);
        sessions.add(session);
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
                + (topic == null ? 0 : MOST_BYTES_PER_CHAR * topic.length());
    }

    private static <T> @Nullable T next(Iterator<T> iterator) {
        return iterator.hasNext() ? iterator.next() : null;
    }
}
