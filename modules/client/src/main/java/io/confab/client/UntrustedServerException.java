package io.confab.client;

import java.net.ConnectException;

/** There is a server, but its certificate is not one that the client was told to trust. Nothing was sent to it. */
public final class UntrustedServerException extends ConnectException {

    private static final long serialVersionUID = 1L;

    private final String fingerprint;

    UntrustedServerException(String server, UntrustedCertificateException refused) {
        super("server: " + server + " (expected: a certificate that is trusted): " + refused.getMessage()
                + "; SHA-256 fingerprint " + refused.fingerprint());
        this.fingerprint = refused.fingerprint();
        initCause(refused);
    }

    /**
     * The SHA-256 of the server's certificate, as {@link ClientTls#pin} takes it. To be compared with what the server's
     * operator says, over some other way: whoever stands in between has one too.
     */
    public String fingerprint() {
        return fingerprint;
    }
}
