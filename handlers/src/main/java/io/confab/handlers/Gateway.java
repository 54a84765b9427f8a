package io.confab.handlers;

import io.netty.channel.ChannelPipeline;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Another protocol for the same sessions. A gateway is a codec and a translation: it makes {@linkplain
 * io.confab.codec.Command commands} of what its clients send, and what they understand of the {@linkplain
 * io.confab.codec.Reply replies} and {@linkplain io.confab.codec.Event events} that are written to them. It has no rule
 * of its own about accounts and sessions: its pipelines end in the same {@link CommandHandlers} as everybody's.
 *
 * <p>Its connections come by a port of its own, or by the server's, where it claims them by their first byte, or both.
 * Either way they count among the server's, and are closed with it. An instance serves one server; all methods are
 * thread-safe, and none blocks.
 */
public interface Gateway {

    /** What it is called in logs and in the configuration: lower-case letters, digits and hyphens, beginning with a letter. */
    String name();

    /**
     * The port of its own, 0 for any that is free; empty for none, which is the default. Asked once, when the server
     * starts: a port that cannot be bound stops the start.
     */
    default OptionalInt port() {
        return OptionalInt.empty();
    }

    /** The address that port is on, a name or a literal; empty for the server's own, which is the default. */
    default Optional<String> host() {
        return Optional.empty();
    }

    /**
     * Whether connections of the port of its own may come by TLS too: where the server has a certificate, those that begin
     * with a handshake are encrypted, and where it takes nothing but TLS no others are let in. No, by default, because such
     * a port has to hear its client's first byte, which a protocol in which the server speaks first cannot wait for.
     */
    default boolean acceptsTls() {
        return false;
    }

    /**
     * Whether a connection of the server's own port that begins with this byte is this gateway's. Always the same
     * answer; two gateways that claim the same byte stop the start. Nothing, by default.
     *
     * @param firstByte 0 to 255; 0x00 is the native protocol's, and 0x16 that of TLS, behind which the first byte of
     *                  what was encrypted decides
     */
    default boolean claims(int firstByte) {
        return false;
    }

    /**
     * Makes up the pipeline of a new connection; on its event loop. The handlers of the gateway come first, then {@link
     * CommandHandlers#addTo}: behind a gateway's last handler only {@linkplain io.confab.codec.Message messages} come
     * in, and what goes out to it are messages and byte buffers, these in the format that the pipeline was given.
     *
     * <p>Where the gateway claimed the connection, what was read of it comes through the pipeline afterwards. It may
     * put itself together in steps: the command handlers may be appended later, when it is known how the client
     * speaks. Until then nobody but {@link CommandHandlers#expectLogin} watches that it does.
     *
     * @param pipeline where to append to; may have handlers already, such as that of TLS
     * @param commands to be appended behind the gateway's own handlers
     */
    void initialize(ChannelPipeline pipeline, CommandHandlers commands);
}
