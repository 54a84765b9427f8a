/**
 * Bytes to messages and back; no sockets, no sessions. The bytes are described in {@code docs/PROTOCOL.md}.
 *
 * <p>Start with {@link io.confab.codec.MessageCodec}, the one handler a pipeline needs behind its
 * {@link io.confab.codec.FrameDecoder}. What it decodes are records, one for each command, reply and event; they own
 * heap values, so nothing behind the codec ever releases a buffer. {@link io.confab.codec.WireFormat} is how a
 * session encodes what is said, once for all members who speak the same format.
 *
 * <pre>
 *  bytes --FrameDecoder--&gt; frame (ByteBuf) --MessageCodec--&gt; {@link io.confab.codec.Message}
 *                                                             +-- {@link io.confab.codec.Command}   a client asks
 *                                                             +-- {@link io.confab.codec.Reply}     ACK or NAK
 *                                                             +-- {@link io.confab.codec.Event}     the server tells
 *                                                             +-- {@link io.confab.codec.UndecodableFrame}
 * </pre>
 */
@NullMarked
package io.confab.codec;

import org.jspecify.annotations.NullMarked;
