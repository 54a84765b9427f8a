package io.confab.standalone;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Asks a running server by its admin socket. Blocks. */
final class AdminClient {

    /** A list of sessions is long, but not that long. */
    private static final int MAX_REPLY_BYTES = 16 << 20;

    private final Path path;

    AdminClient(Path path) {
        this.path = path;
    }

    /** Finds the socket by the same settings as the server does. */
    static AdminClient of(Settings settings, DataFolder data) throws StartException {
        String file = settings.value(Keys.ADMIN_SOCKET);
        if (file.equals(Keys.NO_ADMIN_SOCKET)) {
            throw new StartException(ExitCode.USAGE, Keys.ADMIN_SOCKET.name() + ": none (expected: a socket)");
        }
        return new AdminClient(data.resolve(file));
    }

    /**
     * Asks once.
     *
     * @throws StartException {@link ExitCode#NOT_RUNNING} if there is no server to ask, {@link ExitCode#DATA} if one may not
     *                        ask it, {@link ExitCode#REFUSED} if it refuses
     */
    AdminMessages.Reply ask(AdminMessages.Request request) throws StartException {
        AdminMessages.Reply reply = exchange(request);
        String error = reply.error();
        if (error != null) {
            throw new StartException(ExitCode.REFUSED, List.of(error.split("\\R")));
        }
        return reply;
    }

    private AdminMessages.Reply exchange(AdminMessages.Request request) throws StartException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            connect(channel);
            AdminLines.write(channel, AdminMessages.line(request));
            return AdminMessages.reply(AdminLines.read(channel, MAX_REPLY_BYTES));
        } catch (IOException e) {
            throw new StartException(
                    ExitCode.FAILED, path + ": " + e.getMessage() + " (expected: an answer of the server)");
        }
    }

    private void connect(SocketChannel channel) throws IOException, StartException {
        try {
            channel.connect(UnixDomainSocketAddress.of(path));
        } catch (ConnectException e) { // left by one that was killed
            throw notRunning();
        } catch (SocketException e) {
            if (Files.notExists(path)) {
                throw notRunning();
            }
            throw new StartException(
                    ExitCode.DATA, path + ": " + e.getMessage() + " (expected: a socket of one's own server)");
        }
    }

    private StartException notRunning() {
        return new StartException(ExitCode.NOT_RUNNING, path + ": no server (expected: one that is running)");
    }
}
