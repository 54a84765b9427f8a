package io.confab.standalone;

import io.confab.api.AuditListener;
import io.confab.server.ConfabServer;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** By what a running server is asked and told, if by anything. */
final class Admin implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Admin.class);

    private final @Nullable AdminSocket socket;
    private final @Nullable Future<?> sampling;

    private Admin(@Nullable AdminSocket socket, @Nullable Future<?> sampling) {
        this.socket = socket;
        this.sampling = sampling;
    }

    /**
     * Opens the socket of the settings.
     *
     * @param drain asks the server to stop, and does not wait for it
     * @param audit told of every command that may change something
     * @throws StartException if it cannot be opened and was asked for; one that is there by default is done without
     */
    static Admin open(
            Settings settings,
            DataFolder data,
            ConfabServer server,
            Reloader reloader,
            Runnable drain,
            AuditListener audit)
            throws StartException {
        String file = settings.value(Keys.ADMIN_SOCKET);
        if (file.equals(Keys.NO_ADMIN_SOCKET)) {
            return new Admin(null, null);
        }
        Path path = data.resolve(file);
        try {
            String version = Main.version();
            RecentMeters recent = new RecentMeters(System::nanoTime);
            AdminOperations operations =
                    new AdminOperations(server, reloader, drain, () -> ServerStatus.of(server, version, recent), audit);
            server.publish(recent);
            recent.sample();
            AdminSocket socket = AdminSocket.open(path, operations::perform);
            return new Admin(
                    socket, GlobalEventExecutor.INSTANCE.scheduleAtFixedRate(recent::sample, 1, 1, TimeUnit.SECONDS));
        } catch (IOException | UnsupportedOperationException e) {
            String line = Keys.ADMIN_SOCKET.name() + ": " + e.getMessage();
            if (settings.isDefault(Keys.ADMIN_SOCKET)) {
                log.warn("{}; going without", line);
                return new Admin(null, null);
            }
            server.close(Duration.ZERO).join();
            throw new StartException(ExitCode.DATA, line);
        }
    }

    @Override
    public void close() {
        if (sampling != null) {
            sampling.cancel(false);
        }
        if (socket != null) {
            socket.close();
        }
    }

    @Override
    public String toString() {
        return socket == null ? Keys.NO_ADMIN_SOCKET : socket.path().toString();
    }
}
