package io.confab.server;

import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslProvider;

/** Who does the work of TLS. */
public enum TlsProvider {

    /** BoringSSL where it is available, the JDK elsewhere. */
    AUTO {
        @Override
        SslProvider resolve() {
            return OpenSsl.isAvailable() ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK;
        }
    },

    /** OpenSSL or BoringSSL; needs Netty's {@code netty-tcnative} of one kind or another. */
    OPENSSL {
        @Override
        SslProvider resolve() {
            if (!OpenSsl.isAvailable()) {
                throw new IllegalStateException(
                        "tls provider: OPENSSL (expected: one that works here)", OpenSsl.unavailabilityCause());
            }
            return SslProvider.OPENSSL_REFCNT;
        }
    },

    /** The JDK's own; works everywhere. */
    JDK {
        @Override
        SslProvider resolve() {
            return SslProvider.JDK;
        }
    };

    /** What is really used. */
    abstract SslProvider resolve();
}
