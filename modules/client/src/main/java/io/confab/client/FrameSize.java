package io.confab.client;

import io.confab.codec.BanCommand;
import io.confab.codec.Command;
import io.confab.codec.CreateCommand;
import io.confab.codec.DirectCommand;
import io.confab.codec.FrameDecoder;
import io.confab.codec.KickCommand;
import io.confab.codec.ListCommand;
import io.confab.codec.LoginCommand;
import io.confab.codec.PingCommand;
import io.confab.codec.PluginMessage;
import io.confab.codec.RegisterCommand;
import io.confab.codec.TextCommand;
import io.confab.codec.UnbanCommand;
import io.netty.buffer.ByteBufUtil;
import org.jspecify.annotations.Nullable;

/**
 * How long a command will be as a frame, told before it is one. Exact where the data is bytes; where it is JSON, a few
 * bytes too many rather than one too few.
 */
final class FrameSize {

    /** Type, flags, request id and the lengths of the two names. */
    private static final int FIXED_BYTES = 8;

    private static final int MESSAGE_ID_BYTES = 16;

    /** The names and numbers of any JSON that a command has. */
    private static final int JSON_BYTES = 128;

    private FrameSize() {}

    /** The bytes after the length field, which are what a frame limit counts. */
    static int of(Command command) {
        return FIXED_BYTES
                + ByteBufUtil.utf8Bytes(command.source())
                + ByteBufUtil.utf8Bytes(command.session())
                + data(command);
    }

    /** All bytes of a frame. */
    static int withLength(int frameBytes) {
        return FrameDecoder.LENGTH_BYTES + frameBytes;
    }

    private static int data(Command command) {
        if (command instanceof TextCommand text) {
            return text.data().length + (text.messageId() == null ? 0 : MESSAGE_ID_BYTES);
        } else if (command instanceof PluginMessage plugin) {
            return plugin.data().length;
        } else if (command instanceof LoginCommand login) {
            return login.credentials().length;
        } else if (command instanceof PingCommand ping) {
            return ping.data().length;
        } else if (command instanceof DirectCommand direct) {
            return JSON_BYTES
                    + json(direct.to())
                    + json(direct.text())
                    + (direct.messageId() == null ? 0 : MESSAGE_ID_BYTES);
        } else if (command instanceof RegisterCommand register) {
            return register.password().length;
        } else if (command instanceof KickCommand kick) {
            return JSON_BYTES + json(kick.account()) + json(kick.reason());
        } else if (command instanceof BanCommand ban) {
            return JSON_BYTES + json(ban.account()) + json(ban.reason());
        } else if (command instanceof UnbanCommand unban) {
            return JSON_BYTES + json(unban.account());
        } else if (command instanceof CreateCommand create) {
            return JSON_BYTES + json(create.options().topic());
        } else if (command instanceof ListCommand list) {
            return JSON_BYTES + json(list.after());
        }
        return JSON_BYTES;
    }

    private static int json(@Nullable String text) {
        if (text == null) {
            return 0;
        }
        int bytes = ByteBufUtil.utf8Bytes(text);
        bytes += text.codePoints().map(FrameSize::escape).sum();
        return bytes;
    }

    /** How many bytes longer a character gets as a part of a JSON string. */
    private static int escape(int c) {
        return switch (c) {
            case '"', '\\', '\b', '\t', '\n', '\f', '\r' -> 1;
            default ->
                c < ' ' || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)
                        ? 5
                        : 0; // half a pair is escaped
        };
    }
}
