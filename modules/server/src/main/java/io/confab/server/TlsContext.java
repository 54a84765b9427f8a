package io.confab.server;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.IllegalReferenceCountException;
import io.netty.util.ReferenceCountUtil;
import java.security.cert.X509Certificate;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One certificate and what belongs to it, ready for connections. BoringSSL's is memory outside of the heap: this counts
 * who needs it, so that it is freed when it was replaced and the last of its connections has gone. Thread-safe.
 */
final class TlsContext implements AutoCloseable {

    private final SslContext context;
    private final SslProvider provider;
    private final X509Certificate certificate;

    private TlsContext(SslContext context, SslProvider provider, X509Certificate certificate) {
        this.context = context;
        this.provider = provider;
        this.certificate = certificate;
    }

    /**
     * Tries whether a client could shake hands.
     *
     * @param context taken over
     * @param failure makes an exception of the reason if it could not
     */
    static TlsContext tried(
            SslContext context, SslProvider provider, Function<Throwable, IllegalStateException> failure) {
        try {
            return new TlsContext(context, provider, TrialHandshake.certificateOf(context));
        } catch (Exception e) {
            ReferenceCountUtil.release(context);
            throw failure.apply(e);
        }
    }

    /** What clients are shown. */
    X509Certificate certificate() {
        return certificate;
    }

    SslProvider provider() {
        return provider;
    }

    /** What encrypts a new connection; null if this was closed meanwhile. */
    @Nullable
    SslHandler newHandler(ByteBufAllocator allocator) {
        try {
            ReferenceCountUtil.retain(context);
        } catch (IllegalReferenceCountException closed) {
            return null;
        }
        try {
            return context.newHandler(allocator); // which counts for itself
        } finally {
            ReferenceCountUtil.release(context);
        }
    }

    /** Gives it up; connections that have a handler go on. To be called once. */
    @Override
    public void close() {
        ReferenceCountUtil.release(context);
    }
}
