package io.confab.handlers;

import io.confab.api.Authorizer;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.api.ReadPositions.Position;
import io.confab.codec.Ack;
import io.confab.codec.ListCommand;
import io.confab.codec.ListResult;
import io.confab.codec.MessageType;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

/** Lists sessions and accounts, or the members of one session, cut to what a frame holds. */
@Sharable
final class ListHandler extends CommandHandler<ListCommand> {

    private final Services services;
    private final Reading reading;

    ListHandler(Services services) {
        super(MessageType.LIST, ListCommand.class);
        this.services = services;
        this.reading = new Reading(services.readPositions());
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, ListCommand list) {
        String account = client.account();
        return reading.positions(account).thenApply(positions -> {
            int limit = list.limit() == null ? Integer.MAX_VALUE : list.limit();
            ListPage page = new ListPage(services.maxFrameBytes(), limit);
            ListResult result = list.session().isEmpty()
                    ? all(account, list, page, positions)
                    : one(account, list, page, positions);
            return Outcome.of(Ack.of(list.requestId(), result));
        });
    }

    private ListResult all(String account, ListCommand list, ListPage page, Map<String, Position> positions) {
        Authorizer authorizer = services.authorizer();
        var sessions = services.sessions()
                .entries(list.after())
                .filter(session -> authorizer.maySee(account, session.name()))
                .map(session -> Reading.of(session, positions))
                .iterator();
        List<String> users = services.online().names(list.after(), page.mostNames());
        return page.merge(sessions, users.iterator());
    }

    private ListResult one(String account, ListCommand list, ListPage page, Map<String, Position> positions) {
        String name = Names.normalize(list.session(), "session");
        ListResult.Entry session = Reading.of(services.sessions().entry(name), positions);
        if (!services.authorizer().maySee(account, name)) {
            throw new CommandException(NakCode.NO_SUCH_SESSION, "session: " + name + " (expected: an existing one)");
        }
        List<String> members = services.sessions().memberNames(name, list.after(), page.mostNames());
        return page.members(session, members.iterator());
    }
}
