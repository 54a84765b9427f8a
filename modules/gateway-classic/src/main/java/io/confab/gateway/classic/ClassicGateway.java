package io.confab.gateway.classic;

import static java.util.Objects.requireNonNull;

import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * Lets clients of the classic text-conferencing protocol in, on a port of its own. Immutable, and so thread-safe.
 *
 * <p>What they are not told, because the protocol has no frame for it: who comes and goes, and whether what they said
 * was refused. They are in one session at a time, and hear what is said from when they joined it.
 */
public final class ClassicGateway implements Gateway {

    /** What it is called. */
    public static final String NAME = "classic";

    private final int port;
    private final @Nullable String host;
    private final ClassicNumbering numbering;

    /**
     * On the server's host, with the numbers of {@link ClassicNumbering#SEED}.
     *
     * @param port where to listen, 0 for any port that is free
     */
    public ClassicGateway(int port) {
        this(port, null, ClassicNumbering.SEED);
    }

    /**
     * @param port      where to listen, 0 for any port that is free
     * @param host      the address to listen on; null for the server's own
     * @param numbering which numbers its clients use
     */
    public ClassicGateway(int port, @Nullable String host, ClassicNumbering numbering) {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("port: " + port + " (expected: 0 to 65535)");
        }
        this.port = port;
        this.host = host;
        this.numbering = requireNonNull(numbering, "numbering");
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public OptionalInt port() {
        return OptionalInt.of(port);
    }

    @Override
    public Optional<String> host() {
        return Optional.ofNullable(host);
    }

    @Override
    public void initialize(ChannelPipeline pipeline, CommandHandlers commands) {
        pipeline.channel().config().setOption(ChannelOption.TCP_NODELAY, true);
        ClassicDecoder decoder = new ClassicDecoder(numbering);
        ClassicCodec codec = new ClassicCodec(numbering, decoder);
        pipeline.addLast("classicFrame", decoder).addLast("classicCodec", codec);
        commands.addTo(pipeline, numbering.format(), new OneSession(codec));
    }
}
