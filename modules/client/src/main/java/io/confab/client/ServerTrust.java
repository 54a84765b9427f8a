package io.confab.client;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom a client takes for its server: who has a certificate of an authority in the host's name, or who has the one
 * certificate that is pinned. Whom it refuses, it can tell the fingerprint of. Thread-safe.
 */
final class ServerTrust extends X509ExtendedTrustManager {

    private static final Pattern FINGERPRINT = Pattern.compile("[0-9A-Fa-f]{2}(:?[0-9A-Fa-f]{2}){31}");

    private final @Nullable X509ExtendedTrustManager authorities;
    private final byte[] pin;

    private ServerTrust(@Nullable X509ExtendedTrustManager authorities, byte[] pin) {
        this.authorities = authorities;
        this.pin = pin;
    }

    /** @param store the authorities; null for the JVM's own */
    static ServerTrust of(@Nullable KeyStore store) throws GeneralSecurityException {
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(manager -> new ServerTrust((X509ExtendedTrustManager) manager, new byte[0]))
                .findFirst()
                .orElseThrow(() -> new GeneralSecurityException("trust managers: none for X.509"));
    }

    /** @throws IllegalArgumentException if it is no SHA-256 */
    static ServerTrust pinned(String fingerprint) {
        if (!FINGERPRINT.matcher(fingerprint).matches()) {
            throw new IllegalArgumentException(
                    "pin: " + fingerprint + " (expected: a SHA-256 fingerprint, 64 hexadecimal digits)");
        }
        String digits = fingerprint.replace(":", "").toLowerCase(Locale.ROOT);
        return new ServerTrust(null, HexFormat.of().parseHex(digits));
    }

    /** Whether the host's name has to be in the certificate. */
    boolean checksName() {
        return authorities != null;
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        byte[] hash = sha256(chain[0]);
        if (authorities == null) {
            if (!MessageDigest.isEqual(hash, pin)) {
                throw new UntrustedCertificateException(
                        text(hash), "another certificate (expected: " + text(pin) + ")", null);
            }
            return;
        }
        try {
            authorities.checkServerTrusted(chain, authType, engine);
        } catch (CertificateException e) {
            throw new UntrustedCertificateException(text(hash), TlsReason.untrusted(e, chain, engine.getPeerHost()), e);
        }
    }

    // Only engines are used here, and without one there is no host whose name could be compared.
    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("socket: unexpected (expected: an engine)");
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("engine: none (expected: one)");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
            throws CertificateException {
        throw new CertificateException("client: unexpected (expected: a server)");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
            throws CertificateException {
        throw new CertificateException("client: unexpected (expected: a server)");
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        throw new CertificateException("client: unexpected (expected: a server)");
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return authorities == null ? new X509Certificate[0] : authorities.getAcceptedIssuers();
    }

    private static byte[] sha256(X509Certificate certificate) throws CertificateException {
        try {
            return MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256: unknown (expected: what every JDK has)", e);
        }
    }

    private static String text(byte[] hash) {
        return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
    }
}
