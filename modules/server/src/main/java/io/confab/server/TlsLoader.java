package io.confab.server;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import org.jspecify.annotations.Nullable;

/** Makes of files what connections are encrypted with. Blocks. */
final class TlsLoader {

    static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};

    /** Forward secret and authenticated, all of them: what Mozilla calls intermediate, less the slow DHE ones. */
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

    private final TlsSettings settings;
    private final SslProvider provider;

    /** @throws IllegalStateException if there is no such provider here */
    TlsLoader(TlsSettings settings) {
        this.settings = settings;
        this.provider = settings.provider().resolve();
    }

    /** The files there are, also those that do not exist. */
    List<Path> files() {
        return Stream.of(settings.certificate(), settings.key(), settings.passwordFile(), settings.clientTrust())
                .filter(Objects::nonNull)
                .toList();
    }

    /**
     * Reads all files, and tries whether a client could shake hands.
     *
     * @throws IllegalStateException if it could not; the message names the file
     */
    TlsContext load() {
        SslContext context;
        try {
            context = build();
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            throw failure(e);
        }
        return TlsContext.tried(context, provider, this::failure);
    }

    private SslContext build() throws IOException, GeneralSecurityException {
        SslContextBuilder builder = identity()
                .sslProvider(provider)
                .protocols(PROTOCOLS)
                .ciphers(CIPHERS, SupportedCipherSuiteFilter.INSTANCE)
                .clientAuth(settings.clientCertificates().clientAuth());
        Path trust = settings.clientTrust();
        if (trust != null) {
            requireReadable(trust);
            builder.trustManager(trust.toFile());
        }
        return builder.build();
    }

    private SslContextBuilder identity() throws IOException, GeneralSecurityException {
        requireReadable(settings.certificate());
        String password = password();
        Path key = settings.key();
        if (key != null) {
            requireReadable(key);
            return SslContextBuilder.forServer(settings.certificate().toFile(), key.toFile(), password);
        }
        char[] characters = password == null ? new char[0] : password.toCharArray();
        KeyStore store = KeyStore.getInstance(settings.certificate().toFile(), characters);
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(store, characters);
        return SslContextBuilder.forServer(keys);
    }

    private @Nullable String password() throws IOException {
        Path file = settings.passwordFile();
        if (file == null) {
            return settings.password();
        }
        requireReadable(file);
        return Files.readString(file, StandardCharsets.UTF_8)
                .lines()
                .findFirst()
                .orElse("");
    }

    private static void requireReadable(Path file) {
        if (!Files.isReadable(file) || Files.isDirectory(file)) {
            throw new IllegalStateException("tls: " + file + " (expected: a file that can be read)");
        }
    }

    private IllegalStateException failure(Throwable cause) {
        Path key = settings.key();
        String files = key == null ? settings.certificate().toString() : settings.certificate() + " and " + key;
        return new IllegalStateException(
                "tls: " + files
                        + " (expected: a certificate and its own private key, and the password if there is one): "
                        + reason(cause),
                cause);
    }

    private static String reason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        return root.toString();
    }
}
