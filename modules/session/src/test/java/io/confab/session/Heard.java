package io.confab.session;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.confab.api.LoggedMessage;
import io.confab.codec.NativeFormat;
import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** A message as a member gets it. */
record Heard(boolean replay, LoggedMessage message) {

    private static final int FLAGS_AT = 5;
    private static final int REPLAY = 0x08;

    /** Reads whole frames, nothing but whole frames, and releases them. */
    static List<Heard> in(ByteBuf frames) {
        try {
            List<Heard> heard = new ArrayList<>();
            int at = frames.readerIndex();
            for (; at < frames.writerIndex(); at += NativeFormat.bytes(frames, at)) {
                heard.add(new Heard((frames.getByte(at + FLAGS_AT) & REPLAY) != 0, NativeFormat.decode(frames, at)));
            }
            if (at != frames.writerIndex()) {
                throw new AssertionError("at: " + at + " (expected: " + frames.writerIndex() + ")");
            }
            return heard;
        } finally {
            frames.release();
        }
    }

    long sequence() {
        return message.sequence();
    }

    String source() {
        return message.source();
    }

    String text() {
        return new String(message.data(), UTF_8);
    }

    /** As tests compare it: {@code alice: hi}, a replay with a {@code *} in front. */
    @Override
    public String toString() {
        return (replay ? "*" : "") + source() + ": " + text();
    }
}
