package io.confab.client;

import static java.util.Objects.requireNonNull;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How a client speaks TLS 1.3 or 1.2, and whom it takes for its server. There is no way to trust just anybody.
 *
 * <pre>{@code
 * ConfabClient.builder().host("chat.example.org").tls(ClientTls.systemTrust()).connect();
 * ConfabClient.builder().tls(ClientTls.pin("5F:0A:…")).connect();
 * }</pre>
 *
 * Immutable, and made for many connections. Each method reads its files at once, which blocks, and throws {@link
 * IllegalArgumentException} if they are not what is expected.
 */
public final class ClientTls {

    private static final List<String> CIPHERS = List.of(
            "TLS_AES_128_GCM_SHA256",
            "TLS_AES_256_GCM_SHA384",
            "TLS_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
            "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
            "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
            "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");

    private final ServerTrust trust;
    private final SslContext context;

    private ClientTls(ServerTrust trust, UnaryOperator<SslContextBuilder> identity, String files) {
        this.trust = trust;
        try {
            this.context = identity.apply(SslContextBuilder.forClient())
                    .sslProvider(SslProvider.JDK)
                    .protocols("TLSv1.3", "TLSv1.2")
                    .ciphers(CIPHERS)
                    .trustManager(trust)
                    .endpointIdentificationAlgorithm(trust.checksName() ? "HTTPS" : null)
                    .build();
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "certificate: " + files + " (expected: a certificate and its private key, PEM)", e);
        }
    }

    /** Trusts servers whose certificate an authority that this JVM trusts has given to the host's name. */
    public static ClientTls systemTrust() {
        return trusting(null, "the JVM's own");
    }

    /**
     * Trusts servers whose certificate is in a file, or comes from an authority there, and is the host's name's.
     *
     * @param certificates PEM, one or more
     */
    public static ClientTls trust(Path certificates) {
        String files = requireNonNull(certificates, "certificates").toString();
        try (InputStream in = Files.newInputStream(certificates)) {
            Collection<? extends Certificate> read =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (read.isEmpty()) {
                throw unreadable(files, null);
            }
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (Certificate certificate : new ArrayList<>(read)) {
                store.setCertificateEntry("trusted" + store.size(), certificate);
            }
            return trusting(store, files);
        } catch (IOException | GeneralSecurityException e) {
            throw unreadable(files, e);
        }
    }

    private static ClientTls trusting(@Nullable KeyStore store, String files) {
        try {
            return new ClientTls(ServerTrust.of(store), builder -> builder, files);
        } catch (GeneralSecurityException e) {
            throw unreadable(files, e);
        }
    }

    private static IllegalArgumentException unreadable(String files, @Nullable Exception cause) {
        return new IllegalArgumentException("trust: " + files + " (expected: one or more certificates, PEM)", cause);
    }

    /**
     * Trusts the one server that has a certificate, whoever gave it, whatever name is in it, and whether or not it has
     * expired.
     *
     * @param fingerprint the SHA-256 of its DER form: 64 hexadecimal digits, with or without colons between the pairs
     */
    public static ClientTls pin(String fingerprint) {
        return new ClientTls(ServerTrust.pinned(fingerprint), builder -> builder, "none");
    }

    /**
     * Has the client show a certificate of its own where it is asked for one.
     *
     * @param certificate PEM, followed by those that lead to an authority
     * @param key         its private key, PEM (PKCS#8)
     * @param password    what the key is encrypted with; null for nothing
     */
    public ClientTls certificate(Path certificate, Path key, @Nullable String password) {
        return new ClientTls(
                trust,
                builder -> builder.keyManager(certificate.toFile(), key.toFile(), password),
                certificate + " and " + key);
    }

    SslContext context() {
        return context;
    }
}
