package io.confab.handlers;

import io.confab.api.Authorizer;
import io.confab.api.Names;
import io.confab.codec.BanCommand;
import io.confab.codec.MessageType;
import io.netty.channel.ChannelHandler.Sharable;
import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Keeps an account out of a session, or off the server. */
@Sharable
final class BanHandler extends CommandHandler<BanCommand> {

    private final Services services;
    private final Permission permission;

    BanHandler(Services services) {
        super(MessageType.BAN, BanCommand.class);
        this.services = services;
        this.permission = new Permission(services);
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, BanCommand ban) {
        String session = Permission.session(ban.session());
        String account = Names.normalize(ban.account(), "account");
        Permission.checkReason(ban.reason());
        Duration time = ban.seconds() == null ? null : Duration.ofSeconds(ban.seconds());
        return permission
                .over(
                        client,
                        session,
                        account,
                        Authorizer::mayBan,
                        () -> services.moderation().ban(session, account, client.account(), ban.reason(), time))
                .thenApply(out -> Outcome.ack(ban.requestId()));
    }
}
