package io.confab.client;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.Ack;
import io.confab.codec.Command;
import io.confab.codec.MessageType;
import io.confab.codec.Nak;
import io.confab.codec.PingCommand;
import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Takes requests in, and completes them. The public methods of {@link ConfabClient} come here from any thread; the
 * {@link InboundHandler} on the event loop.
 *
 * <pre>
 *  OPEN --close(), LOGOUT acknowledged--&gt; CLOSING --channel inactive--&gt; ENDED
 *    +---------------------- channel inactive ------------------------------^
 * </pre>
 */
final class Connection {

    private enum State {
        OPEN,
        CLOSING,
        ENDED
    }

    private final Channel channel;
    private final ClientSettings settings;
    private final LongSupplier nanoTime;
    private final long timeoutNanos;
    private final Backlog backlog;
    private final Outbox outbox;
    private final RequestTable requests = new RequestTable();
    private final LoginState loginState = new LoginState();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final AtomicReference<State> state = new AtomicReference<>(State.OPEN);
    private volatile @Nullable Throwable endCause;

    /** @param nanoTime the clock of request timeouts */
    Connection(Channel channel, ClientSettings settings, LongSupplier nanoTime) {
        this.channel = channel;
        this.settings = settings;
        this.nanoTime = nanoTime;
        this.timeoutNanos = settings.requestTimeout().toNanos();
        this.backlog = new Backlog(settings.maxOutstandingRequests(), settings.maxUnsentBytes());
        this.outbox = new Outbox(channel, this::written);
    }

    LoginState state() {
        return loginState;
    }

    boolean isOpen() {
        return state.get() == State.OPEN && channel.isActive();
    }

    boolean isWritable() {
        return isOpen() && channel.isWritable() && backlog.hasRoom();
    }

    boolean isPrivate() {
        return isPrivate(settings.tls(), channel.remoteAddress());
    }

    static boolean isPrivate(@Nullable ClientTls tls, @Nullable SocketAddress server) {
        return tls != null
                || server instanceof InetSocketAddress address
                        && !address.isUnresolved()
                        && address.getAddress().isLoopbackAddress();
    }

    CompletableFuture<Void> closeFuture() {
        return ended.copy();
    }

    <T> CompletableFuture<T> request(IntFunction<? extends Command> factory, Function<Ack, T> reading) {
        return request(factory, reading, null);
    }

    /** @param collector takes the messages that come before the reply; null if they are the listener's */
    <T> CompletableFuture<T> request(
            IntFunction<? extends Command> factory, Function<Ack, T> reading, @Nullable HistoryCollector collector) {
        int id = requests.nextId();
        Command command = factory.apply(id);
        checkId(command, id);
        int bytes = FrameSize.of(command);
        Request<T> request = new Request<>(command, reading, collector, nanoTime.getAsLong() + timeoutNanos);
        try {
            checkSize(bytes);
            count(bytes);
        } catch (CommandException | BacklogFullException e) {
            request.fail(e);
            return request.future();
        }
        if (!requests.add(request)) { // another thread has just come round to the same id
            backlog.answered();
            backlog.written(FrameSize.withLength(bytes));
            return request(factory, reading, collector);
        }
        // Looked at after adding: either this sees the end, or the end sees the request.
        if (state.get() != State.OPEN && requests.take(request)) {
            backlog.answered();
            backlog.written(FrameSize.withLength(bytes));
            request.failClosed(endCause);
            return request.future();
        }
        outbox.add(command, FrameSize.withLength(bytes), request);
        return request.future();
    }

    boolean send(Command command) {
        checkId(command, 0);
        int bytes = FrameSize.of(command);
        if (state.get() != State.OPEN || bytes > settings.maxFrameBytes()) {
            return false;
        }
        try {
            backlog.addBytes(FrameSize.withLength(bytes));
        } catch (BacklogFullException e) {
            return false;
        }
        outbox.add(command, FrameSize.withLength(bytes), null);
        return true;
    }

    void close() {
        state.compareAndSet(State.OPEN, State.CLOSING);
        try {
            channel.eventLoop().execute(() -> {
                outbox.drain();
                channel.close();
            });
        } catch (RejectedExecutionException e) {
            // The event loop has ended, and the connection before it.
        }
    }

    // From here on: on the event loop only.

    void acknowledged(Ack ack) {
        Request<?> request = take(ack.requestId());
        if (request == null) {
            return;
        }
        try {
            loginState.acknowledged(request, ack);
        } catch (RuntimeException e) {
            request.failUnreadable(String.valueOf(e.getMessage()));
            return;
        }
        if (request.type().equals(MessageType.LOGOUT)) {
            state.compareAndSet(State.OPEN, State.CLOSING); // the server does it
        }
        request.succeed(ack);
    }

    void refused(Nak nak) {
        Request<?> request = take(nak.requestId());
        if (request != null) {
            request.refuse(nak);
        }
    }

    /** The reply with this request id has come, but means nothing to this client. */
    void unreadable(int requestId, String reason) {
        Request<?> request = take(requestId);
        if (request != null) {
            request.failUnreadable(reason);
        }
    }

    /** The request with an id, which goes on waiting; null if there is none. */
    @Nullable
    Request<?> waiting(int requestId) {
        return requests.peek(requestId);
    }

    /** Asks the server for a sign of life; whatever comes is one. */
    void ping() {
        request(id -> new PingCommand(id, "", new byte[0]), ack -> ack).whenComplete((ack, failure) -> {});
    }

    void sweep() {
        for (Request<?> request : requests.overdue(nanoTime.getAsLong())) {
            request.timeOut(settings.requestTimeout().toMillis());
        }
    }

    /** Whether this side asked for the end. */
    boolean isClosing() {
        return state.get() == State.CLOSING;
    }

    /** @param cause null if this side asked for it */
    void ended(@Nullable Throwable cause) {
        endCause = cause;
        state.set(State.ENDED);
        for (Request<?> request : requests.takeAll()) {
            backlog.answered();
            request.failClosed(cause);
        }
    }

    /** The listener knows: nothing comes after this. */
    void told() {
        ended.complete(null);
    }

    private @Nullable Request<?> take(int requestId) {
        Request<?> request = requests.take(requestId);
        if (request != null) {
            backlog.answered();
        }
        return request;
    }

    private void written(int bytes, @Nullable Request<?> request, @Nullable Throwable unencodable) {
        backlog.written(bytes);
        if (unencodable != null && request != null && requests.take(request)) {
            backlog.answered();
            request.fail(unencodable);
        }
    }

    private void count(int bytes) {
        backlog.addRequest();
        try {
            backlog.addBytes(FrameSize.withLength(bytes));
        } catch (BacklogFullException e) {
            backlog.answered();
            throw e;
        }
    }

    private void checkSize(int bytes) {
        if (bytes > settings.maxFrameBytes()) {
            throw new CommandException(
                    NakCode.TOO_LARGE,
                    "frame: " + bytes + " bytes (expected: at most " + settings.maxFrameBytes() + ")");
        }
    }

    private static void checkId(Command command, int id) {
        if (command.requestId() != id) {
            throw new IllegalArgumentException("requestId: " + Integer.toUnsignedString(command.requestId())
                    + " (expected: " + Integer.toUnsignedString(id) + ")");
        }
    }
}
