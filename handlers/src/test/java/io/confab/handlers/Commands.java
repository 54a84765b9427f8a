package io.confab.handlers;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.codec.CloseCommand;
import io.confab.codec.CreateCommand;
import io.confab.codec.HistoryCommand;
import io.confab.codec.JoinCommand;
import io.confab.codec.LeaveCommand;
import io.confab.codec.ListCommand;
import io.confab.codec.LoginCommand;
import io.confab.codec.LogoutCommand;
import io.confab.codec.PingCommand;
import io.confab.codec.SessionOptions;
import io.confab.codec.TextCommand;

/** The commands as a client mostly sends them. */
final class Commands {

    private Commands() {}

    static LoginCommand login(int requestId, String account, String password) {
        return new LoginCommand(requestId, account, null, password.getBytes(UTF_8));
    }

    static LogoutCommand logout(int requestId) {
        return new LogoutCommand(requestId, "");
    }

    static CreateCommand create(int requestId, String session) {
        return new CreateCommand(requestId, "", session, SessionOptions.DEFAULT);
    }

    static JoinCommand join(int requestId, String session) {
        return new JoinCommand(requestId, "", session, null);
    }

    static LeaveCommand leave(int requestId, String session) {
        return new LeaveCommand(requestId, "", session);
    }

    static CloseCommand close(int requestId, String session) {
        return new CloseCommand(requestId, "", session);
    }

    static TextCommand text(int requestId, String session, String text) {
        return new TextCommand(requestId, "", session, null, false, text.getBytes(UTF_8));
    }

    static HistoryCommand history(int requestId, String session) {
        return new HistoryCommand(requestId, "", session, null, null, null);
    }

    static ListCommand list(int requestId, String session) {
        return new ListCommand(requestId, "", session, null, null);
    }

    static PingCommand ping(int requestId) {
        return new PingCommand(requestId, "", new byte[0]);
    }
}
