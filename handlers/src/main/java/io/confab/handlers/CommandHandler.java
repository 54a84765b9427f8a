package io.confab.handlers;

import static java.util.Objects.requireNonNull;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.Command;
import io.confab.codec.LoopTraffic;
import io.confab.codec.MessageType;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoop;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves one command and passes on all other messages. A subclass says what the command comes to; that its
 * preconditions hold, that its reply keeps its place, and that a failure is answered, is seen to here. Keeps no state
 * of a client, so one instance serves every pipeline.
 */
abstract class CommandHandler<C extends Command> extends ChannelInboundHandlerAdapter {

    private static final Logger log = LoggerFactory.getLogger(CommandHandler.class);

    private final MessageType type;
    private final Class<C> commandClass;
    private final CommandRules.Rule rule;

    CommandHandler(MessageType type, Class<C> commandClass) {
        this.type = requireNonNull(type, "type");
        this.commandClass = requireNonNull(commandClass, "commandClass");
        this.rule = CommandRules.of(type);
    }

    /** Always. Netty would look for the annotation of every handler of every connection. */
    @Override
    public final boolean isSharable() {
        return true;
    }

    /** The handler's name in a pipeline. */
    String name() {
        return type.name().toLowerCase(Locale.ROOT);
    }

    /**
     * Carries a command out; on the client's event loop.
     *
     * @return what it comes to, completed on any thread; null if the reply has been seen to
     * @throws CommandException to refuse it
     */
    abstract @Nullable CompletionStage<Outcome> handle(ClientContext client, C command);

    /** Told of a command that is refused, whoever refuses it, before the client is; on the client's event loop. */
    void refused(ClientContext client, C command, NakCode code) {
        // of no interest beside the reply
    }

    /** Whether a message of the right class is this handler's. */
    boolean serves(C command) {
        return true;
    }

    @Override
    public final void channelRead(ChannelHandlerContext ctx, Object msg) {
        if (commandClass.isInstance(msg)) {
            C command = commandClass.cast(msg);
            if (serves(command)) {
                serve(ClientContext.of(ctx.channel()), command);
                return;
            }
        }
        ctx.fireChannelRead(msg);
    }

    private void serve(ClientContext client, C command) {
        if (client.state() == ConnectionState.CLOSING) {
            return;
        }
        LoopTraffic.current().received(type);
        CompletionStage<Outcome> stage;
        try {
            if (rule.cost() > 0) {
                client.spend(command, rule);
            }
            for (Precondition precondition : rule.preconditions()) {
                precondition.check(client, command);
            }
            stage = handle(client, command);
        } catch (Throwable t) {
            stage = CompletableFuture.failedFuture(t);
        }
        if (stage != null) {
            answer(client, command, stage.toCompletableFuture());
        }
    }

    private void answer(ClientContext client, C command, CompletableFuture<Outcome> future) {
        int requestId = command.requestId();
        if (future.isDone()) {
            client.replies().reply(outcome(client, command, future), requestId);
            return;
        }
        ReplyQueue.Slot slot = client.replies().reserve(requestId);
        if (rule.exclusive()) {
            client.hold();
        }
        EventLoop eventLoop = client.channel().eventLoop();
        future.whenComplete((outcome, failure) -> {
            if (eventLoop.inEventLoop()) {
                answerLate(client, command, future, slot);
            } else {
                eventLoop.execute(() -> answerLate(client, command, future, slot));
            }
        });
    }

    private void answerLate(ClientContext client, C command, CompletableFuture<Outcome> future, ReplyQueue.Slot slot) {
        slot.complete(outcome(client, command, future));
        if (rule.exclusive()) {
            client.release();
        } else {
            client.connection().flush();
        }
    }

    private Outcome outcome(ClientContext client, C command, CompletableFuture<Outcome> done) {
        try {
            return done.join();
        } catch (CompletionException | CancellationException e) {
            Throwable cause = e.getCause() == null ? e : e.getCause();
            if (cause instanceof CommandException refusal) {
                refused(client, command, refusal.code());
                return Outcome.refusal(refusal, command.requestId());
            }
            log.error("{} {} failed", client.connection(), command.type().name(), cause);
            refused(client, command, NakCode.INTERNAL);
            return Outcome.refusal(
                    new CommandException(NakCode.INTERNAL, command.type().name() + ": failed (expected: an answer)"),
                    command.requestId());
        }
    }
}
