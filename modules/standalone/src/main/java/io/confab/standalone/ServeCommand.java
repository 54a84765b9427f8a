package io.confab.standalone;

import io.confab.api.Durability;
import io.confab.server.ConfabServer;
import io.confab.server.ConfabServerBuilder;
import io.netty.util.NetUtil;
import java.io.PrintStream;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs a server until a signal, or the server itself, ends it. */
final class ServeCommand {

    private static final Logger log = LoggerFactory.getLogger(ServeCommand.class);

    /** What the server may take beyond the grace of its clients before the process ends without it. */
    private static final Duration CLOSING = Duration.ofSeconds(10);

    private final Reloader.Source source;
    private final Settings settings;
    private final DataFolder data;
    private final PrintStream out;

    ServeCommand(Reloader.Source source, DataFolder data, PrintStream out) throws StartException {
        this.source = source;
        this.settings = source.read();
        this.data = data;
        this.out = out;
    }

    ExitCode run() throws StartException {
        Signals signals = new Signals();
        signals.install();
        data.create();
        Logging.apply(settings, data);
        settings.warnings().forEach(log::warn);
        @Nullable FirstStart firstStart = FirstStart.isDue(data) ? FirstStart.in(data, settings) : null;
        InetSocketAddress address = wantedAddress();
        @Nullable String page = null;
        try (AuditTrail audit = AuditTrail.open(settings, data);
                Operations operations = Operations.open(settings);
                Accounts accounts = Accounts.open(settings, data, audit.listener());
                Messages messages = Messages.open(settings, data)) {
            ConfabServer server = start(accounts, messages, audit, operations);
            address = server.address();
            page = Gateways.page(settings, server);
            Gateways.log(server);
            Reloader reloader = new Reloader(
                    source,
                    settings,
                    List.of(engine(server), accounts, messages, ServeCommand::logLevel, Encryption.of(server)),
                    audit.listener());
            server.closeFuture().thenRun(signals::stop);
            try (Admin admin = Admin.open(settings, data, server, reloader, signals::stop, audit.listener())) {
                log.info(
                        "Ready: {}, {}, accounts {}, data {}, admin {}",
                        NetUtil.toSocketAddressString(address),
                        server.transport(),
                        accounts,
                        data.path(),
                        admin);
                if (page != null) {
                    log.info("Web client: {}", page);
                }
                operations.tell(log);
                tell(firstStart, address, page);
                firstStart = null;
                while (signals.next() == Signals.Request.RELOAD) {
                    reload(reloader);
                }
                return close(server, reloader.settings().value(Keys.SHUTDOWN_GRACE));
            }
        } finally {
            tell(firstStart, address, page); // the passwords are hashed by now: nobody could learn them later
        }
    }

    private static void reload(Reloader reloader) {
        try {
            reloader.reload();
        } catch (StartException e) {
            log.debug("Not reloaded", e); // the reloader has logged every line of it
        } catch (RuntimeException e) {
            log.error("Reload: failed", e);
        }
    }

    /** The part that is the server itself: all the keys that turn a knob of its builder. */
    private static Reloadable engine(ConfabServer server) {
        return next -> {
            ConfabServerBuilder builder = configured(next);
            Durability durability = next.value(Keys.DURABILITY);
            if (!server.sessions().keeps(durability)) {
                throw new StartException(
                        ExitCode.USAGE,
                        "%s: %s (expected: memory, as %s stores nothing)"
                                .formatted(Keys.DURABILITY.name(), durability.text(), Keys.MESSAGES_FILE.name()));
            }
            return () -> {
                server.reconfigure(builder);
                return List.of();
            };
        };
    }

    private static Reloadable.Change logLevel(Settings next) {
        return () -> {
            Logging.level(next);
            return List.of();
        };
    }

    private static ConfabServerBuilder configured(Settings settings) throws StartException {
        try {
            ConfabServerBuilder builder = ConfabServer.builder();
            Keys.ALL.forEach(key -> key.apply(settings, builder));
            return builder.reconnectAfter(
                    settings.value(Keys.SHUTDOWN_RECONNECT_AFTER), settings.value(Keys.SHUTDOWN_RECONNECT_SPREAD));
        } catch (IllegalArgumentException e) {
            throw new StartException(ExitCode.USAGE, Objects.toString(e.getMessage()));
        }
    }

    private void tell(@Nullable FirstStart firstStart, InetSocketAddress address, @Nullable String page) {
        if (firstStart != null) {
            String launcher = System.getProperty("confab.launcher");
            String chat = launcher == null ? "java -jar confab-client-cli.jar" : launcher + " chat";
            out.print(firstStart.text(chat, address, page));
            out.flush();
        }
    }

    private ConfabServer start(Accounts accounts, Messages messages, AuditTrail audit, Operations operations)
            throws StartException {
        try {
            ConfabServerBuilder builder = configured(settings);
            Encryption.apply(settings, data, builder);
            accounts.apply(builder);
            messages.apply(builder);
            Gateways.apply(settings, builder);
            audit.apply(builder);
            operations.apply(builder);
            ConfabServer server = builder.start().join();
            operations.started(server);
            return server;
        } catch (IllegalArgumentException e) {
            throw new StartException(ExitCode.USAGE, Objects.toString(e.getMessage()));
        } catch (CompletionException e) {
            throw startFailure(e.getCause());
        }
    }

    private StartException startFailure(@Nullable Throwable cause) {
        if (cause instanceof BindException) {
            return new StartException(ExitCode.ADDRESS, "address: " + cause.getMessage());
        }
        InetSocketAddress wanted = wantedAddress();
        if (cause instanceof SocketException
                || cause instanceof UnknownHostException
                || cause instanceof UnresolvedAddressException) {
            return new StartException(
                    ExitCode.ADDRESS,
                    "address: %s:%d (expected: one of this machine with a port that is free: %s)"
                            .formatted(wanted.getHostString(), wanted.getPort(), cause.getMessage()));
        }
        if (cause instanceof IllegalStateException) { // such as a transport this machine does not have
            return new StartException(ExitCode.USAGE, Objects.toString(cause.getMessage()));
        }
        log.error("The server could not be started", cause);
        return new StartException(ExitCode.FAILED, "start: " + cause);
    }

    private InetSocketAddress wantedAddress() {
        return InetSocketAddress.createUnresolved(settings.value(Keys.HOST), settings.value(Keys.PORT));
    }

    private static ExitCode close(ConfabServer server, Duration grace) {
        try {
            server.close(grace).get(grace.plus(CLOSING).toMillis(), TimeUnit.MILLISECONDS);
            log.info("Stopped");
            return ExitCode.OK;
        } catch (TimeoutException e) {
            log.error(
                    "Not everything could be closed within {} s; ending without",
                    grace.plus(CLOSING).toSeconds());
        } catch (java.util.concurrent.ExecutionException e) {
            log.error("Not everything could be closed", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitCode.FAILED;
    }
}
