package io.confab.handlers;

import io.confab.codec.Ack;
import io.confab.codec.HistoryCommand;
import io.confab.codec.HistoryResult;
import io.confab.codec.MessageType;
import io.confab.codec.TextEvent;
import io.confab.session.HistorySlice;
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
        var session = client.member(history.session(), services.sessions()).session();
        int requestId = history.requestId();
        if (requestId == 0) {
            return CompletableFuture.completedFuture(Outcome.ack(requestId)); // nobody wants to know
        }
        Integer wanted = history.limit();
        int limit = wanted == null ? DEFAULT_LIMIT : Math.min(wanted, MAX_LIMIT);
        return session.history(history.after(), history.before(), limit)
                .thenApply(slice -> Outcome.of(Ack.of(requestId, new HistoryResult(slice.more())))
                        .after(events(requestId, slice)));
    }

    private static List<TextEvent> events(int requestId, HistorySlice slice) {
        return slice.messages().stream()
                .map(message -> new TextEvent(requestId, true, message))
                .toList();
    }
}
