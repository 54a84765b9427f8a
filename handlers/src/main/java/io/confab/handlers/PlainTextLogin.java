package io.confab.handlers;

import io.confab.api.CommandException;
import io.confab.api.NakCode;
import io.netty.channel.Channel;

/** From where a client may log in with a secret that somebody on the way could read. */
public enum PlainTextLogin {

    /** From this machine only; over a network the connection has to be encrypted. */
    LOOPBACK {
        @Override
        boolean permits(Channel channel) {
            return ChannelPrivacy.isPrivate(channel);
        }
    },

    /** From anywhere: for networks that nobody else reads along on. */
    ANYWHERE {
        @Override
        boolean permits(Channel channel) {
            return true;
        }
    };

    /** Whether a secret may be sent by this channel, in either direction. */
    abstract boolean permits(Channel channel);

    static CommandException refusal(String what) {
        return new CommandException(NakCode.FORBIDDEN, what + ": not encrypted (expected: TLS)");
    }
}
