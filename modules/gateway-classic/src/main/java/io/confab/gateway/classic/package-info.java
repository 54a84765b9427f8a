/**
 * The classic text-conferencing protocol, for its clients as they are: none of them can be asked to change.
 *
 * <p>Start with {@link io.confab.gateway.classic.ClassicGateway}, which is what one gives to a server's builder.
 *
 * <pre>
 *  bytes -&gt; ClassicDecoder -&gt; ClassicFrame -&gt; ClassicCodec -&gt; command -&gt; CommandGate -&gt; OneSession -&gt; command handlers
 *  bytes &lt;- FramePacer &lt;------------------- ClassicCodec &lt;- reply, event, or frames of ClassicFormat
 * </pre>
 */
@NullMarked
package io.confab.gateway.classic;

import org.jspecify.annotations.NullMarked;
