package io.confab.handlers;

import io.confab.api.AuditEvent;
import io.confab.api.AuditListener;
import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.api.Names;
import io.confab.api.Registrar;
import io.confab.codec.MessageType;
import io.confab.codec.RegisterCommand;
import io.confab.handlers.limits.Admission;
import io.confab.handlers.limits.Registrations;
import io.netty.channel.ChannelHandler.Sharable;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Makes a new account, where that is allowed; the client is not logged in by it. */
@Sharable
final class RegisterHandler extends CommandHandler<RegisterCommand> {

    private final @Nullable Registrar registrar;
    private final AuditListener audit;
    private final PlainTextLogin plainText;
    private final Registrations registrations;
    private final Leftovers leftovers;

    RegisterHandler(Services services) {
        super(MessageType.REGISTER, RegisterCommand.class);
        this.registrar = services.registrar();
        this.audit = services.audit();
        this.plainText = services.plainTextLogin();
        this.registrations = services.admission().registrations();
        this.leftovers = new Leftovers(services.mailbox(), services.readPositions());
    }

    @Override
    CompletionStage<Outcome> handle(ClientContext client, RegisterCommand register) {
        byte[] password = register.password();
        String account;
        CompletionStage<@Nullable Void> registered;
        try {
            account = Names.normalize(register.source(), "account");
            if (!plainText.permits(client.channel())) {
                throw PlainTextLogin.refusal("registration");
            }
            if (registrar == null) {
                throw new CommandException(
                        NakCode.UNSUPPORTED, "registration: off (expected: an account made by the server's operator)");
            }
            registrations.begin(Admission.address(client.channel()));
            registered = register(registrar, account, password);
        } catch (RuntimeException e) {
            Arrays.fill(password, (byte) 0);
            return CompletableFuture.failedFuture(e);
        }
        return registered // and what was kept under its name is gone
                .whenComplete((nothing, failure) -> Arrays.fill(password, (byte) 0))
                .thenApply(done -> {
                    audit.audited(new AuditEvent.AccountAdded(account, account));
                    return Outcome.ack(register.requestId());
                });
    }

    private CompletionStage<@Nullable Void> register(Registrar registrar, String account, byte[] password) {
        return leftovers
                .newest(account)
                .thenCompose(newest ->
                        registrar.register(account, password).thenCompose(done -> leftovers.forget(account, newest)));
    }
}
