package io.confab.handlers;

import io.confab.api.Authorizer;
import io.confab.api.Names;
import io.confab.codec.Ack;
import io.confab.codec.MessageType;
import io.confab.codec.UnbanCommand;
import io.confab.codec.UnbanResult;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.concurrent.CompletionStage;

/** Lifts a ban. */
@Sharable
final class UnbanHandler extends CommandHandler<UnbanCommand> {

    private final Services services;
    private final Permission permission;

    UnbanHandler(Services services) {
        super(MessageType.UNBAN, UnbanCommand.class);
        this.services = services;
        this.permission = new Permission(services);
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, UnbanCommand unban) {
        String session = Permission.session(unban.session());
        String account = Names.normalize(unban.account(), "account");
        return permission
                .over(
                        client,
                        session,
                        account,
                        Authorizer::mayBan,
                        () -> services.moderation().unban(session, account, client.account()))
                .thenApply(lifted -> Outcome.of(Ack.of(unban.requestId(), new UnbanResult(lifted))));
    }
}
