package io.confab.client;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.confab.codec.Ack;
import io.confab.codec.AnnouncementEvent;
import io.confab.codec.ClosedEvent;
import io.confab.codec.DirectEvent;
import io.confab.codec.KickedEvent;
import io.confab.codec.LaggedEvent;
import io.confab.codec.Message;
import io.confab.codec.Nak;
import io.confab.codec.Notice;
import io.confab.codec.PingCommand;
import io.confab.codec.PluginMessage;
import io.confab.codec.PresenceEvent;
import io.confab.codec.ReadCommand;
import io.confab.codec.ShutdownEvent;
import io.confab.codec.TextEvent;
import io.confab.codec.UndecodableFrame;
import io.confab.codec.UnknownEvent;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.net.ProtocolException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hands every message of the server to whoever waits for it: replies to the {@link Connection}, the rest to the
 * {@link ClientListener}. Also looks for requests whose time is up, all of a connection at once. One instance for each
 * channel.
 */
final class InboundHandler extends SimpleChannelInboundHandler<Message> {

    static final String NAME = "client";

    private static final Logger log = LoggerFactory.getLogger(InboundHandler.class);

    private static final long MIN_SWEEP_NANOS = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long MAX_SWEEP_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Connection connection;
    private final ClientSettings settings;
    private final ClientListener listener;
    private final long sweepNanos;
    /** After how many sweeps in which nothing came the server is asked; 0 for never. */
    private final int silentSweeps;

    private int silence;
    /** Why this side closes. */
    private @Nullable Throwable cause;
    /** Why the server will close. */
    private @Nullable Throwable refusal;

    /** The greatest sequence of a direct message that the listener was told of, and of which the server was. */
    private long received;

    private long receipted;

    InboundHandler(Connection connection, ClientSettings settings) {
        this.connection = connection;
        this.settings = settings;
        this.listener = settings.listener();
        long tenth = settings.requestTimeout().toNanos() / 10;
        long quarter =
                settings.idle().isZero() ? MAX_SWEEP_NANOS : settings.idle().toNanos() / 4;
        this.sweepNanos = Math.max(MIN_SWEEP_NANOS, Math.min(MAX_SWEEP_NANOS, Math.min(tenth, quarter)));
        this.silentSweeps =
                (int) Math.min(Integer.MAX_VALUE / 4, settings.idle().toNanos() / sweepNanos);
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        var sweeps =
                ctx.executor().scheduleWithFixedDelay(() -> sweep(ctx), sweepNanos, sweepNanos, TimeUnit.NANOSECONDS);
        ctx.channel().closeFuture().addListener(closed -> sweeps.cancel(false));
    }

    // Sweeps are counted, not the time: a machine that was asleep has not been waiting.
    private void sweep(ChannelHandlerContext ctx) {
        connection.sweep();
        silence++;
        if (silentSweeps == 0 || cause != null) {
            return;
        }
        if (silence == silentSweeps) {
            connection.ping();
        } else if (silence == 2 * silentSweeps) {
            close(
                    ctx,
                    new ConnectionClosedException(
                            "server: " + settings.address() + " is silent (expected: an answer to a PING)", null));
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Message message) {
        silence = 0;
        if (cause != null) {
            return; // being closed for what came before
        }
        if (message instanceof TextEvent text) {
            text(ctx, text);
        } else if (message instanceof Ack ack) {
            connection.acknowledged(ack);
        } else if (message instanceof Nak nak) {
            refused(ctx, nak);
        } else if (message instanceof DirectEvent direct) {
            tell(ctx, l -> l.direct(direct));
            received = Math.max(received, direct.stamp().sequence());
        } else if (message instanceof Notice notice) {
            notice(ctx, notice);
        } else if (message instanceof PingCommand ping) {
            if (ping.requestId() != 0) {
                ctx.writeAndFlush(new Ack(ping.requestId(), ping.data()));
            }
        } else if (message instanceof PluginMessage plugin) {
            tell(ctx, l -> l.pluginMessage(plugin));
        } else if (message instanceof UndecodableFrame frame) {
            undecodable(ctx, frame);
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (received > receipted && connection.send(new ReadCommand(0, "", "", received))) {
            receipted = received; // whether it arrives or not: what is kept comes again, and is known by its sequence
        }
        ctx.fireChannelReadComplete();
    }

    private void text(ChannelHandlerContext ctx, TextEvent text) {
        if (text.requestId() == 0) {
            tell(ctx, l -> l.text(text));
            connection.state().delivered(text.message());
            return;
        }
        Request<?> request = connection.waiting(text.requestId());
        if (request == null || request.isAbandoned()) {
            log.debug("{} Dropped a message of a HISTORY that nobody waits for", ctx.channel());
            return;
        }
        HistoryCollector collector = request.collector();
        if (collector == null) {
            tell(ctx, l -> l.text(text));
            return;
        }
        try {
            collector.add(text.message());
        } catch (ProtocolException e) {
            close(ctx, e);
        }
    }

    private void refused(ChannelHandlerContext ctx, Nak nak) {
        if (nak.requestId() == 0) {
            log.debug("{} Refused, but no request: {} {}", ctx.channel(), nak.code(), nak.reason());
            if (nak.code().equals(NakCode.MALFORMED)) {
                refusal = new CommandException(nak.code(), nak.reason()); // and the server is about to close
            }
        } else {
            connection.refused(nak);
        }
    }

    private void notice(ChannelHandlerContext ctx, Notice notice) {
        if (notice instanceof PresenceEvent presence) {
            tell(ctx, l -> l.presence(presence));
        } else if (notice instanceof ClosedEvent closed) {
            connection.state().left(closed.session());
            tell(ctx, l -> l.closed(closed));
        } else if (notice instanceof KickedEvent kicked) {
            if (kicked.session().isEmpty()) {
                connection.state().leftAll();
            } else {
                connection.state().left(kicked.session());
            }
            tell(ctx, l -> l.kicked(kicked));
        } else if (notice instanceof LaggedEvent lagged) {
            tell(ctx, l -> l.lagged(lagged));
        } else if (notice instanceof ShutdownEvent shutdown) {
            tell(ctx, l -> l.shutdown(shutdown));
        } else if (notice instanceof AnnouncementEvent announcement) {
            tell(ctx, l -> l.announcement(announcement));
        } else if (notice instanceof UnknownEvent unknown) {
            tell(ctx, l -> l.unknown(unknown));
        }
    }

    private void undecodable(ChannelHandlerContext ctx, UndecodableFrame frame) {
        if (frame.fatal()) {
            close(ctx, new ProtocolException("server: sent what is no frame (" + frame.reason() + ")"));
        } else {
            log.debug("{} Passed over a frame: {}", ctx.channel(), frame.reason());
            connection.unreadable(frame.requestId(), frame.reason());
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable thrown) {
        Throwable because = thrown instanceof DecoderException && thrown.getCause() instanceof IOException refused
                ? TlsReason.explained(settings.address(), refused) // a server that did not like our certificate
                : thrown;
        if (!(because instanceof IOException)) {
            log.warn("{} Unexpected, closing", ctx.channel(), because);
        }
        close(ctx, because);
    }

    private void close(ChannelHandlerContext ctx, Throwable because) {
        if (cause == null) {
            cause = because;
        }
        log.debug("{} Closing: {}", ctx.channel(), because.toString());
        ctx.close();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Throwable why = connection.isClosing() ? null : why();
        connection.ended(why);
        tell(ctx, l -> l.disconnected(why));
        connection.told();
    }

    private Throwable why() {
        if (cause != null) {
            return cause;
        }
        if (refusal != null) {
            return refusal;
        }
        return new ConnectionClosedException("server: " + settings.address() + " closed the connection", null);
    }

    private void tell(ChannelHandlerContext ctx, Consumer<ClientListener> call) {
        try {
            call.accept(listener);
        } catch (Throwable t) {
            log.warn("{} The listener has failed", ctx.channel(), t);
        }
    }
}
