package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import io.confab.codec.Ack;
import io.confab.codec.HistoryCommand;
import io.confab.codec.HistoryResult;
import io.confab.codec.MessageType;
import io.confab.codec.TextEvent;
import io.confab.session.HistorySearch;
import io.confab.session.HistorySlice;
import io.confab.session.Session;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Sends what was said earlier in a session that the sender is a member of. */
@Sharable
final class HistoryHandler extends CommandHandler<HistoryCommand> {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 500;

    private final Services services;

    HistoryHandler(Services services) {
        super(MessageType.HISTORY, HistoryCommand.class);
        this.services = services;
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, HistoryCommand history) {
        Session session = client.member(history.session(), services.sessions()).session();
        int requestId = history.requestId();
        if (requestId == 0) {
            return CompletableFuture.completedFuture(Outcome.ack(requestId)); // nobody wants to know
        }
        Integer wanted = history.limit();
        int limit = wanted == null ? DEFAULT_LIMIT : Math.min(wanted, MAX_LIMIT);
        Long around = history.around();
        if (around != null) {
            return session.historyAround(around, limit).thenApply(slice -> outcome(requestId, slice));
        }
        String search = history.search();
        if (search != null) {
            return search(requestId, session, history, search, limit);
        }
        return session.history(history.after(), history.before(), limit).thenApply(slice -> outcome(requestId, slice));
    }

    private static CompletionStage<Outcome> search(
            int requestId, Session session, HistoryCommand history, String text, int limit) {
        if (text.isBlank()) {
            throw new CommandException(NakCode.UNSUPPORTED, "search: blank (expected: a text)");
        }
        return HistorySearch.of(session, text, history.after(), history.before(), limit)
                .thenApply(result -> Outcome.of(Ack.of(requestId, new HistoryResult(result.more(), result.searched())))
                        .after(events(requestId, result.messages())));
    }

    private static Outcome outcome(int requestId, HistorySlice slice) {
        return Outcome.of(Ack.of(requestId, new HistoryResult(slice.more())))
                .after(events(requestId, slice.messages()));
    }

    private static List<TextEvent> events(int requestId, List<LoggedMessage> messages) {
        return messages.stream()
                .map(message -> new TextEvent(requestId, true, message))
                .toList();
    }
}
