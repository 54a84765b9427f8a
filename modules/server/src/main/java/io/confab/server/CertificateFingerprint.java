package io.confab.server;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.util.HexFormat;

/** By what a person, or a client that pins, knows a certificate again. */
public final class CertificateFingerprint {

    private CertificateFingerprint() {}

    /** The SHA-256 of the certificate's DER form, as {@code openssl x509 -fingerprint -sha256} writes it: {@code 5F:0A:…}. */
    public static String of(Certificate certificate) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
            return HexFormat.ofDelimiter(":").withUpperCase().formatHex(hash);
        } catch (NoSuchAlgorithmException | CertificateEncodingException e) {
            throw new IllegalStateException("certificate: no fingerprint (expected: one that was decoded)", e);
        }
    }
}
