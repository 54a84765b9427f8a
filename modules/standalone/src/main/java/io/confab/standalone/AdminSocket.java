package io.confab.standalone;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Listens on a Unix domain socket for what {@code confab status} and {@code confab admin} ask, see {@link AdminMessages}.
 * Only the server's own user, and root, can connect: the file's permissions say so from the first moment it can be seen,
 * and the system is asked who the other side is. Blocking, on threads of its own: at most {@value #AT_A_TIME} clients at a
 * time, each for {@value #PATIENCE_SECONDS} s to say what it wants, and again to take the answer.
 */
final class AdminSocket implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(AdminSocket.class);

    /** Does what is asked for. */
    interface Handler {

        /** Called on several threads at a time; may block. @throws IOException saying in lines why not */
        AdminMessages.Reply perform(AdminMessages.Request request) throws IOException;
    }

    static final int AT_A_TIME = 8;
    private static final long PATIENCE_SECONDS = 10;

    private final Path path;
    private final FileChannel lock;
    private final ServerSocketChannel listening;
    private final Handler handler;
    private final ThreadPoolExecutor workers =
            new ThreadPoolExecutor(0, AT_A_TIME, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), threads());
    private final ScheduledExecutorService watchdog = watchdog();

    private AdminSocket(Path path, FileChannel lock, ServerSocketChannel listening, Handler handler) {
        this.path = path;
        this.lock = lock;
        this.listening = listening;
        this.handler = handler;
    }

    /**
     * Begins to listen. What a server that was killed left there is replaced; that of a running one is not.
     *
     * @throws IOException saying in one line why not: there is something else of that name, a running server has it, the
     *                     folder can be written to by anybody, or there can be no socket
     */
    static AdminSocket open(Path path, Handler handler) throws IOException {
        Path folder = requireNonNull(path.toAbsolutePath().getParent(), "folder");
        if (Files.exists(path, LinkOption.NOFOLLOW_LINKS) && !isSocket(path)) {
            throw new IOException(path + ": there already (expected: nothing, or a socket)");
        }
        boolean posix = Files.getFileStore(folder).supportsFileAttributeView("posix");
        if (posix && Files.getPosixFilePermissions(folder).contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException(path + ": in a folder that anybody can write to (expected: only its owner)");
        }
        FileChannel lock = lock(path);
        try {
            AdminSocket socket = new AdminSocket(path, lock, bind(path, folder, posix), handler);
            Thread thread = threads().newThread(socket::accept);
            thread.start();
            return socket;
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw new IOException(path + ": " + e.getMessage() + " (expected: a place for a Unix domain socket)", e);
        }
    }

    private static boolean isSocket(Path path) throws IOException {
        return Files.readAttributes(path, java.nio.file.attribute.BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                .isOther();
    }

    // The system takes the lock from a process that has ended, however it ended: so a socket beside a free lock is
    // stale.
    private static FileChannel lock(Path path) throws IOException {
        FileChannel lock = FileChannel.open(
                path.resolveSibling(path.getFileName() + ".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (lock.tryLock() != null) {
                return lock;
            }
        } catch (OverlappingFileLockException e) {
            log.debug("{}: locked in this process", path);
        }
        lock.close();
        throw new IOException(path + ": of another server that is running (expected: none on this data folder)");
    }

    // A socket is made with the permissions that the umask leaves, so it is made where nobody else can get at it.
    private static ServerSocketChannel bind(Path path, Path folder, boolean posix) throws IOException {
        ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            if (!posix) {
                Files.deleteIfExists(path);
                channel.bind(UnixDomainSocketAddress.of(path));
                return channel;
            }
            Path hidden = folder.resolve(".admin");
            Path made = hidden.resolve("s");
            Files.deleteIfExists(made);
            Files.deleteIfExists(hidden);
            Files.createDirectory(
                    hidden, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            try {
                channel.bind(UnixDomainSocketAddress.of(made));
                Files.setPosixFilePermissions(
                        made, Set.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE));
                Files.move(made, path, StandardCopyOption.ATOMIC_MOVE);
            } finally {
                Files.deleteIfExists(made);
                Files.deleteIfExists(hidden);
            }
            return channel;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return work -> {
            Thread thread = new Thread(work, "confab-admin-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private static ScheduledExecutorService watchdog() {
        ScheduledThreadPoolExecutor executor = new ScheduledThreadPoolExecutor(1, threads());
        executor.setKeepAliveTime(10, TimeUnit.SECONDS);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
        return executor;
    }

    private void accept() {
        while (listening.isOpen()) {
            try {
                SocketChannel client = listening.accept();
                try {
                    workers.execute(() -> serve(client));
                } catch (RejectedExecutionException e) {
                    client.close(); // eight are enough: it may come again
                }
            } catch (IOException e) {
                if (listening.isOpen()) {
                    log.warn("{}: {}", path, e.toString());
                }
            }
        }
    }

    private void serve(SocketChannel client) {
        try (client) {
            requireOwner(client);
            AdminMessages.Reply reply;
            try {
                byte[] line = timed(client, () -> AdminLines.read(client, AdminMessages.MAX_REQUEST_BYTES));
                reply = handler.perform(AdminMessages.request(line));
            } catch (IOException e) {
                reply = AdminMessages.Reply.failure(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                log.error("{}: failed", path, e);
                reply = AdminMessages.Reply.failure("request: failed (expected: an answer; the log has more)");
            }
            byte[] answer = AdminMessages.line(reply);
            timed(client, () -> {
                AdminLines.write(client, answer);
                return answer;
            });
        } catch (IOException e) {
            log.debug("{}: {}", path, e.toString()); // it is gone
        }
    }

    private interface Exchange {
        byte[] run() throws IOException;
    }

    // A blocking channel has no timeout; closing it from elsewhere ends what waits for it.
    private byte[] timed(Channel client, Exchange exchange) throws IOException {
        var cut = watchdog.schedule(
                () -> {
                    client.close();
                    return null;
                },
                PATIENCE_SECONDS,
                TimeUnit.SECONDS);
        try {
            return exchange.run();
        } finally {
            cut.cancel(false);
        }
    }

    // The permissions have said so already; but those of a socket are not looked at everywhere.
    private void requireOwner(SocketChannel client) throws IOException {
        String user;
        String owner;
        try {
            user = client.getOption(jdk.net.ExtendedSocketOptions.SO_PEERCRED)
                    .user()
                    .getName();
            owner = Files.getOwner(path).getName();
        } catch (UnsupportedOperationException e) {
            return;
        }
        if (!user.equals(owner) && !user.equals("root")) {
            log.warn("{}: {} sent away (expected: {} or root)", path, user, owner);
            throw new IOException("user: " + user + " (expected: " + owner + " or root)");
        }
    }

    /** Where it is. */
    Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            listening.close();
            Files.deleteIfExists(path);
            lock.close(); // last: from here on another server may be here
        } catch (IOException e) {
            log.warn("{}: {}", path, e.toString());
        }
        workers.shutdown(); // who has asked is still answered: it may be what stopped the server
        try {
            workers.awaitTermination(1, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.shutdownNow();
        watchdog.shutdownNow();
    }
}
