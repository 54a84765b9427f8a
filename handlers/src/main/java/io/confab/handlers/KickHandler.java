package io.confab.handlers;

import io.confab.api.Authorizer;
import io.confab.api.Ban;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.codec.KickCommand;
import io.confab.codec.MessageType;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Puts an account out of a session, or off the server. */
@Sharable
final class KickHandler extends CommandHandler<KickCommand> {

    private final Services services;
    private final Permission permission;

    KickHandler(Services services) {
        super(MessageType.KICK, KickCommand.class);
        this.services = services;
        this.permission = new Permission(services);
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, KickCommand kick) {
        String session = Permission.session(kick.session());
        String account = Names.normalize(kick.account(), "account");
        Permission.checkReason(kick.reason());
        String by = client.account();
        String reason = kick.reason() == null ? "put out by " + by : kick.reason();
        return permission
                .over(
                        client,
                        session,
                        account,
                        Authorizer::mayKick,
                        () -> session.equals(Ban.SERVER)
                                ? CompletableFuture.completedFuture(
                                        services.moderation().kick(account, by, reason))
                                : services.moderation().kick(session, account, by, reason))
                .thenApply(out -> {
                    if (!out) {
                        throw notThere(session, account);
                    }
                    return Outcome.ack(kick.requestId());
                });
    }

    private static CommandException notThere(String session, String account) {
        return session.equals(Ban.SERVER)
                ? new CommandException(NakCode.NOT_ONLINE, "account: " + account + " (expected: one that is logged in)")
                : new CommandException(
                        NakCode.NOT_A_MEMBER, "account: " + account + " (expected: a member of " + session + ")");
    }
}
