package io.confab.client;

import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Says in words for people why TLS does not come about, where the JDK says it in the names of its classes. */
final class TlsReason {

    private static final Pattern ALERT = Pattern.compile("Received fatal alert: (\\w+)");

    /** What a server answers that has not been shown the certificate it wants. */
    private static final Pattern ABOUT_OURS = Pattern.compile(".*certificate.*|unknown_ca|access_denied|decrypt_error");

    /** Of the names in a certificate, see RFC 5280, 4.2.1.6. */
    private static final List<Integer> NAMES = List.of(2, 7); // DNS, IP address

    private TlsReason() {}

    /**
     * Why a server's certificate is not trusted.
     *
     * @param chain the server's first
     * @param host  whom it should be for; null if that is not known
     */
    static String untrusted(CertificateException refused, X509Certificate[] chain, @Nullable String host) {
        Instant now = Instant.now();
        for (X509Certificate certificate : chain) {
            Instant from = certificate.getNotBefore().toInstant();
            Instant until = certificate.getNotAfter().toInstant();
            if (now.isAfter(until)) {
                return "it was valid until " + until;
            }
            if (now.isBefore(from)) {
                return "it is valid from " + from + " on";
            }
        }
        if (isCausedBy(refused, CertPathBuilderException.class)) {
            return "it is of no authority that is trusted";
        }
        if (isCausedBy(refused, CertPathValidatorException.class) || host == null) {
            return Objects.toString(refused.getMessage());
        }
        return "it is for " + names(chain[0]) + ", not for " + host;
    }

    private static boolean isCausedBy(Throwable failure, Class<? extends Throwable> type) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (type.isInstance(cause)) {
                return true;
            }
        }
        return false;
    }

    private static String names(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names != null) {
                return names.stream()
                        .filter(name -> NAMES.contains(name.get(0)))
                        .map(name -> String.valueOf(name.get(1)))
                        .collect(Collectors.joining(", "));
            }
        } catch (CertificateParsingException e) {
            // then what it is called otherwise
        }
        return certificate.getSubjectX500Principal().getName();
    }

    /** Why no handshake came about with a server whose certificate was not the reason. */
    static String handshake(Throwable failure) {
        return failure instanceof NotSslRecordException
                ? "it answers without TLS"
                : Objects.toString(failure.getMessage(), failure.getClass().getSimpleName());
    }

    /** The alert by which a server refuses what the client has shown it of a certificate, or has not; null for anything else. */
    static @Nullable String refusal(Throwable failure) {
        if (!(failure instanceof SSLException)) {
            return null;
        }
        Matcher alert = ALERT.matcher(Objects.toString(failure.getMessage(), ""));
        return alert.find() && ABOUT_OURS.matcher(alert.group(1)).matches() ? alert.group(1) : null;
    }

    /** The same failure, or, where it is such a refusal, one that says so. */
    static IOException explained(String server, IOException failure) {
        String alert = refusal(failure);
        return alert == null
                ? failure
                : new SSLException(
                        "server: " + server + " (expected: one that trusts this client's certificate): " + alert,
                        failure);
    }
}
