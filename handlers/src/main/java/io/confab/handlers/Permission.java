package io.confab.handlers;

import io.confab.api.Actor;
import io.confab.api.Authorizer;
import io.confab.api.Ban;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.api.Role;
import io.netty.channel.EventLoop;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Who may do what to whom: the part that the commands of moderators have in common. */
final class Permission {

    private static final int MAX_REASON_CHARS = 200;

    /** What the authorizer is asked. */
    @FunctionalInterface
    interface Question {
        boolean ask(Authorizer authorizer, Actor actor, String session, String account, Role role);
    }

    private final Services services;

    Permission(Services services) {
        this.services = services;
    }

    /** The session's name in its normal form, or {@link Ban#SERVER}. */
    static String session(String name) {
        return name.isEmpty() ? Ban.SERVER : Names.normalize(name, "session");
    }

    static void checkReason(@Nullable String reason) {
        if (reason != null && reason.length() > MAX_REASON_CHARS) {
            throw new CommandException(
                    NakCode.TOO_LARGE,
                    "reason: " + reason.length() + " characters (expected: at most " + MAX_REASON_CHARS + ")");
        }
    }

    /**
     * The client as somebody who does something, in a session or on the server.
     *
     * @throws CommandException {@link NakCode#NO_SUCH_SESSION}
     */
    Actor actor(ClientContext client, String session) {
        String account = client.account();
        boolean owner = !session.equals(Ban.SERVER)
                && services.sessions().owner(session).equals(account);
        return new Actor(account, client.connection().role(), owner);
    }

    /**
     * Does something to an account, if the client may.
     *
     * @return what comes of it, or a {@link NakCode#FORBIDDEN}
     */
    <T> CompletionStage<T> over(
            ClientContext client,
            String session,
            String account,
            Question question,
            Supplier<CompletionStage<T>> action) {
        Actor actor = actor(client, session);
        if (account.equals(actor.account())) {
            throw new CommandException(NakCode.FORBIDDEN, "account: " + account + " (expected: another than you)");
        }
        // Whoever may not do it even to a member is not told what the other is, and is not waited for.
        require(actor, session, account, Role.MEMBER, question);
        CompletableFuture<@Nullable Role> asked =
                services.authenticator().role(account).toCompletableFuture();
        EventLoop eventLoop = client.channel().eventLoop();
        CompletableFuture<@Nullable Role> known =
                asked.isDone() ? asked : asked.whenCompleteAsync((role, failure) -> {}, eventLoop);
        return known.thenCompose(role -> {
            require(actor, session, account, role == null ? Role.MEMBER : role, question);
            return action.get();
        });
    }

    private void require(Actor actor, String session, String account, Role role, Question question) {
        if (!question.ask(services.authorizer(), actor, session, account, role)) {
            throw new CommandException(
                    NakCode.FORBIDDEN,
                    session.equals(Ban.SERVER)
                            ? "account: " + account + " (expected: one that you may put off the server)"
                            : "account: " + account + " (expected: one that you may put out of " + session + ")");
        }
    }
}
