package io.confab.client;

import java.security.cert.CertificateException;
import org.jspecify.annotations.Nullable;

/** Carries the fingerprint of a certificate that was refused through the handshake that fails of it. */
final class UntrustedCertificateException extends CertificateException {

    private static final long serialVersionUID = 1L;

    private final String fingerprint;

    UntrustedCertificateException(String fingerprint, String reason, @Nullable Throwable cause) {
        super(reason, cause);
        this.fingerprint = fingerprint;
    }

    String fingerprint() {
        return fingerprint;
    }
}
