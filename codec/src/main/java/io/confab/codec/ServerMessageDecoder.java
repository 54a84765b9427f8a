package io.confab.codec;

import static io.confab.codec.MessageType.ACK;
import static io.confab.codec.MessageType.DIRECT;
import static io.confab.codec.MessageType.EVENT;
import static io.confab.codec.MessageType.NAK;
import static io.confab.codec.MessageType.PING;
import static io.confab.codec.MessageType.TEXT;

import io.confab.api.LoggedMessage;
import io.confab.api.NakCode;
import org.jspecify.annotations.Nullable;

/** What the frames that a server sends mean: one small decoder for each type. */
final class ServerMessageDecoder {

    static final PayloadDecoder.Table TABLE = new PayloadDecoder.Table()
            .with(ACK, ServerMessageDecoder::ack)
            .with(NAK, ServerMessageDecoder::nak)
            .with(TEXT, ServerMessageDecoder::text)
            .with(DIRECT, ServerMessageDecoder::direct)
            .with(PING, frame -> new PingCommand(frame.requestId(), frame.source(), frame.dataBytes()))
            .with(EVENT, ServerMessageDecoder::event)
            .withPlugins();

    private ServerMessageDecoder() {}

    private static Message ack(Frame frame) {
        Stamp stamp = (frame.flags() & Flags.STAMPED) == 0 ? null : new Stamp(frame.sequence(), frame.timestamp());
        return new Ack(frame.requestId(), stamp, frame.json(), frame.dataBytes());
    }

    private static Message nak(Frame frame) {
        NakData data = frame.jsonData(NakData.class);
        String code = data.code();
        if (code == null) {
            throw new MalformedFrameException("code: none (expected: one)");
        }
        try {
            return new Nak(frame.requestId(), new NakCode(code), data.reason() == null ? "" : data.reason());
        } catch (IllegalArgumentException e) {
            throw new MalformedFrameException("code: " + code + " (expected: A-Z, 0-9 and _)");
        }
    }

    private static Message text(Frame frame) {
        requireStamp(frame);
        LoggedMessage message = new LoggedMessage(
                frame.session(),
                frame.source(),
                frame.sequence(),
                frame.timestamp(),
                frame.messageId(),
                frame.json(),
                frame.dataBytes());
        return new TextEvent(frame.requestId(), frame.replay(), message);
    }

    private static Message direct(Frame frame) {
        requireStamp(frame);
        return new DirectEvent(
                frame.source(), new Stamp(frame.sequence(), frame.timestamp()), frame.replay(), frame.dataText());
    }

    private static Message event(Frame frame) {
        if (!frame.json()) {
            throw new MalformedFrameException("data: plain text (expected: a JSON object)");
        }
        try {
            return NoticeJson.read(frame.session(), frame.dataText());
        } catch (IllegalArgumentException e) {
            throw new MalformedFrameException(String.valueOf(e.getMessage()));
        }
    }

    private static void requireStamp(Frame frame) {
        if ((frame.flags() & Flags.STAMPED) == 0) {
            throw new MalformedFrameException("flags: " + frame.flags() + " (expected: STAMPED)");
        }
    }

    /** The JSON of a NAK. */
    record NakData(@Nullable String code, @Nullable String reason) {}
}
