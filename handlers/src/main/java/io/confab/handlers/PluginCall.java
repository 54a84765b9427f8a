package io.confab.handlers;

import io.confab.codec.Ack;
import io.confab.codec.PluginMessage;
import io.confab.codec.Reply;
import io.confab.session.Connection;
import io.confab.session.OnlineAccounts;
import io.confab.session.Session;
import io.confab.session.SessionManager;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One command for a {@link CommandPlugin}, and what the plug-in may use to answer it. Thread-safe but for {@link #session}. */
public final class PluginCall {

    private final ClientContext client;
    private final Services services;
    private final PluginMessage command;

    PluginCall(ClientContext client, Services services, PluginMessage command) {
        this.client = client;
        this.services = services;
        this.command = command;
    }

    /** What the client sent. */
    public PluginMessage command() {
        return command;
    }

    /** Who sent it, whatever the command's own source says. */
    public String account() {
        return client.account();
    }

    /** The sessions of the server. */
    public SessionManager sessions() {
        return services.sessions();
    }

    /**
     * The session that the command names, or the only one joined where it names none. On the client's event loop, which
     * is to say before {@link CommandPlugin#handle} returns.
     *
     * @throws io.confab.api.CommandException if the client is not a member, or there is no such session
     * @throws IllegalStateException on another thread
     */
    public Session session() {
        if (!client.channel().eventLoop().inEventLoop()) {
            throw new IllegalStateException(
                    "thread: " + Thread.currentThread().getName() + " (expected: the client's event loop)");
        }
        return client.member(command.session(), services.sessions()).session();
    }

    /**
     * Sends a message to an account, if it is logged in and reads what it is sent.
     *
     * @return whether it was handed to the account's connection
     */
    public boolean send(String account, PluginMessage message) {
        OnlineAccounts online = services.online();
        @Nullable Connection recipient = online.find(account);
        if (recipient == null || !recipient.channel().isWritable()) {
            return false;
        }
        recipient.channel().writeAndFlush(message, recipient.channel().voidPromise());
        return true;
    }

    /** The reply that says yes and nothing more, ready to be returned. */
    public CompletionStage<Reply> ack() {
        return CompletableFuture.completedFuture(new Ack(command.requestId()));
    }

    /** The reply that says yes with a JSON object, ready to be returned. */
    public CompletionStage<Reply> ack(Record result) {
        return CompletableFuture.completedFuture(Ack.of(command.requestId(), result));
    }
}
