package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.MessageFilter;
import io.confab.api.NakCode;
import io.confab.codec.MessageType;
import io.confab.codec.NativeFormat;
import io.confab.codec.TextCommand;
import io.confab.session.Member;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Says something in a session. The session answers, once it is in the log. */
@Sharable
final class TextHandler extends CommandHandler<TextCommand> {

    private final Services services;

    TextHandler(Services services) {
        super(MessageType.TEXT, TextCommand.class);
        this.services = services;
    }

    @Override
    @Nullable
    CompletionStage<Outcome> handle(ClientContext client, TextCommand text) {
        Member member = client.member(text.session(), services.sessions());
        String session = member.session().name();
        if (!services.authorizer().maySpeak(member.account(), session)) {
            throw new CommandException(NakCode.FORBIDDEN, "session: " + session + " (expected: one you may speak in)");
        }
        byte[] data = filter(member.account(), session, text.data());
        int bytes = NativeFormat.frameBytes(member.account(), session, text.messageId() != null, data.length);
        if (bytes > services.maxFrameBytes()) {
            throw new CommandException(
                    NakCode.TOO_LARGE,
                    "text: " + data.length + " bytes (expected: at most "
                            + (data.length - (bytes - services.maxFrameBytes())) + ")");
        }
        boolean json = text.json() && data == text.data();
        member.say(client.replies().reserveText(text.requestId(), text.messageId(), json, data));
        return null;
    }

    private byte[] filter(String account, String session, byte[] data) {
        MessageFilter filter = services.filter();
        return filter == MessageFilter.PASS ? data : filter.filter(account, session, data);
    }
}
