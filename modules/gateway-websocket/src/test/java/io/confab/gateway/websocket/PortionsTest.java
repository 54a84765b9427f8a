package io.confab.gateway.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.Decoding;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PortionsTest {

    private static final int PORTION = Portions.PORTION_BYTES;

    private final List<Integer> passed = new ArrayList<>();

    /** With how many portions somebody has enough. */
    private int enough = Integer.MAX_VALUE;

    private final EmbeddedChannel channel = new EmbeddedChannel(new Portions(), new ChannelInboundHandlerAdapter() {
        @Override
        public void channelRead(ChannelHandlerContext ctx, Object msg) {
            passed.add(((ByteBuf) msg).readableBytes());
            ((ByteBuf) msg).release();
            ctx.channel().config().setAutoRead(passed.size() < enough);
        }
    });

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    @Test
    void passesOnWhatAReadBroughtInPortions() {
        ByteBuf read = receive(2 * PORTION + 1);
        assertThat(passed).containsExactly(PORTION, PORTION, 1);
        assertThat(read.refCnt()).isZero();
    }

    @Test
    void keepsTheRestWhileTheChannelIsNotReadFrom() {
        enough = 1;
        ByteBuf first = receive(2 * PORTION);
        ByteBuf second = receive(1); // what the socket had already brought
        assertThat(passed).containsExactly(PORTION);
        enough = Integer.MAX_VALUE;
        channel.config().setAutoRead(true);
        channel.pipeline().fireUserEventTriggered(Decoding.PROCEED);
        assertThat(passed).containsExactly(PORTION, PORTION, 1);
        assertThat(first.refCnt()).isZero();
        assertThat(second.refCnt()).isZero();
    }

    @Test
    void forgetsTheRestWithItsConnection() {
        enough = 1;
        ByteBuf read = receive(2 * PORTION);
        channel.close();
        assertThat(read.refCnt()).isZero();
        assertThat(passed).containsExactly(PORTION);
    }

    private ByteBuf receive(int bytes) {
        ByteBuf read = Unpooled.buffer(bytes).writeZero(bytes);
        channel.writeInbound(read);
        return read;
    }
}
