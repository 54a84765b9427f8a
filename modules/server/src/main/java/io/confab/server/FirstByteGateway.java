package io.confab.server;

import io.confab.handlers.CommandHandlers;
import io.confab.handlers.Gateway;
import io.confab.session.ClientAddress;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Several protocols on one port: the first byte of a connection says which gateway's it is. What nobody claims is the
 * native protocol's to refuse. Where no gateway claims anything, the port is the native protocol's alone, and its
 * connections do without this.
 */
final class FirstByteGateway implements Gateway {

    private static final Logger log = LoggerFactory.getLogger(FirstByteGateway.class);

    private static final int BYTES = 256;

    private final Gateway otherwise;
    private final @Nullable Gateway[] claimants = new Gateway[BYTES];

    private FirstByteGateway(Gateway otherwise) {
        this.otherwise = otherwise;
    }

    /**
     * What serves a port that gateways may claim connections of.
     *
     * @param otherwise gets the connections that nobody claims
     * @throws IllegalStateException if two gateways claim the same byte
     */
    static Gateway of(Gateway otherwise, List<Gateway> gateways) {
        FirstByteGateway port = new FirstByteGateway(otherwise);
        boolean shared = false;
        for (Gateway gateway : gateways) {
            shared |= port.add(gateway);
        }
        return shared ? port : otherwise;
    }

    /** @return whether the gateway claims anything */
    private boolean add(Gateway gateway) {
        boolean claims = false;
        for (int first = 0; first < BYTES; first++) {
            if (!gateway.claims(first)) {
                continue;
            }
            claims = true;
            Gateway other = otherwise.claims(first) ? otherwise : claimants[first];
            if (other != null) {
                throw new IllegalStateException(String.format(
                        "gateway %s: first byte 0x%02X (expected: none that the gateway %s claims)",
                        gateway.name(), first, other.name()));
            }
            claimants[first] = gateway;
        }
        return claims;
    }

    @Override
    public String name() {
        return otherwise.name();
    }

    @Override
    public void initialize(ChannelPipeline pipeline, CommandHandlers commands) {
        commands.expectLogin(pipeline);
        pipeline.addLast(Detector.NAME, new Detector(commands));
    }

    private Gateway claimant(int firstByte) {
        Gateway claimant = claimants[firstByte];
        return claimant == null ? otherwise : claimant;
    }

    /** Makes way for the gateway's handlers, and gives them what was read, as soon as there is a byte. */
    private final class Detector extends ByteToMessageDecoder {

        static final String NAME = "detector";

        private final CommandHandlers commands;

        Detector(CommandHandlers commands) {
            this.commands = commands;
        }

        @Override
        protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
            Gateway gateway = claimant(in.getUnsignedByte(in.readerIndex()));
            gateway.initialize(ctx.pipeline(), commands);
            ctx.pipeline().remove(this); // passes on what was read
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            log.debug("{} lost: {}", ClientAddress.describe(ctx.channel()), cause.toString());
            ctx.close();
        }
    }
}
