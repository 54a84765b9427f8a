package io.confab.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.confab.codec.Command;
import io.confab.codec.CreateCommand;
import io.confab.codec.DirectCommand;
import io.confab.codec.HistoryCommand;
import io.confab.codec.JoinCommand;
import io.confab.codec.LeaveCommand;
import io.confab.codec.ListCommand;
import io.confab.codec.LoginCommand;
import io.confab.codec.LogoutCommand;
import io.confab.codec.MessageCodec;
import io.confab.codec.MessageType;
import io.confab.codec.PingCommand;
import io.confab.codec.PluginMessage;
import io.confab.codec.SessionOptions;
import io.confab.codec.TextCommand;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FrameSizeTest {

    private static final String ODD = "\u0000\u0001\u001f\b\t\n\f\r\"\\/\u007f\u2028äß会😀";

    private final EmbeddedChannel channel = new EmbeddedChannel(MessageCodec.client());

    @AfterEach
    void finish() {
        channel.finishAndReleaseAll();
    }

    static Command[] exact() {
        return new Command[] {
            new TextCommand(1, "", "lobby", null, false, new byte[100]),
            new TextCommand(1, "jill", "会議室", UUID.randomUUID(), false, new byte[7]),
            new LoginCommand(1, "Zoë", null, new byte[12]),
            new PingCommand(1, "", new byte[64]),
            new PluginMessage(MessageType.plugin(0x80, "DICE"), 1, "", "lobby", false, new byte[6]),
        };
    }

    static Command[] other() {
        return new Command[] {
            new LogoutCommand(1, ""),
            new LeaveCommand(1, "", "lobby"),
            new CreateCommand(1, "", "lobby", SessionOptions.DEFAULT),
            new CreateCommand(1, "", "lobby", new SessionOptions(false, ODD.repeat(50), Integer.MAX_VALUE)),
            new JoinCommand(1, "", "lobby", Long.MAX_VALUE),
            new ListCommand(1, "", "lobby", ODD, Integer.MAX_VALUE),
            new HistoryCommand(1, "", "lobby", Long.MAX_VALUE, Long.MAX_VALUE, Integer.MAX_VALUE),
            new DirectCommand(1, "", ODD, ODD.repeat(100)),
        };
    }

    @ParameterizedTest
    @MethodSource("exact")
    void isExactWhereTheDataIsBytes(Command command) {
        assertThat(FrameSize.withLength(FrameSize.of(command))).isEqualTo(encoded(command));
    }

    @ParameterizedTest
    @MethodSource("other")
    void isNeverTooSmallAndHardlyTooLargeWhereItIsNot(Command command) {
        assertThat(FrameSize.withLength(FrameSize.of(command))).isBetween(encoded(command), encoded(command) + 128);
    }

    @Test
    void countsTheLengthFieldOnce() {
        assertThat(FrameSize.withLength(8)).isEqualTo(12);
    }

    private int encoded(Command command) {
        assertThat(channel.writeOutbound(command)).isTrue();
        ByteBuf bytes = channel.readOutbound();
        try {
            return bytes.readableBytes();
        } finally {
            bytes.release();
        }
    }
}
