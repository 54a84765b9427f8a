package io.confab.gateway.classic;

import io.confab.codec.ListResult;
import io.netty.buffer.ByteBufUtil;
import java.util.ArrayList;
import java.util.List;

/**
 * What the answer to a QUERY says: {@code Active sessions | a, b, \nActive users | x, y, }, as often as there is need
 * for it. Names have no colon in them, so neither has this.
 */
final class QueryText {

    private static final String SESSIONS = "Active sessions | ";
    private static final String USERS = "\nActive users | ";
    private static final String MORE = "...";

    private final List<String> texts = new ArrayList<>();
    private final StringBuilder sessions = new StringBuilder();
    private final StringBuilder users = new StringBuilder();
    private int bytes;

    private QueryText() {
        begin();
    }

    /** The data of one frame or more, each complete in itself. */
    static List<String> of(ListResult list) {
        QueryText text = new QueryText();
        list.sessions().forEach(session -> text.add(session.name(), text.sessions));
        list.users().forEach(user -> text.add(user, text.users));
        if (list.more()) {
            text.add(MORE, text.users);
        }
        text.end();
        return text.texts;
    }

    private void add(String name, StringBuilder names) {
        int needed = ByteBufUtil.utf8Bytes(name) + 2;
        if (bytes + needed > FrameWriter.MOST_FROM_SERVER) {
            end();
            begin();
        }
        names.append(name).append(", ");
        bytes += needed;
    }

    private void begin() {
        sessions.setLength(0);
        users.setLength(0);
        bytes = SESSIONS.length() + USERS.length();
    }

    private void end() {
        texts.add(SESSIONS + sessions + USERS + users);
    }
}
