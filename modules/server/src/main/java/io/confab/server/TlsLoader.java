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
import java.util.regex.Pattern;
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

    /** What Netty says of files; where it says it otherwise, less is told. */
    private static final String NO_CERTIFICATES = "File does not contain valid certificates";

    private static final String NO_KEY = "File does not contain valid private key";

    /** What BoringSSL and the JDK say of the key of another certificate. */
    private static final Pattern MISMATCH = Pattern.compile("KEY_VALUES_MISMATCH|Invalid CertificateVerify signature");

    private static final Pattern LINK = Pattern.compile(" *\\(see https?:[^)]*\\)");

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
            trust(builder, trust);
        }
        return builder.build();
    }

    private static void trust(SslContextBuilder builder, Path authorities) {
        try {
            builder.trustManager(authorities.toFile());
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    "tls: " + authorities + " (expected: certificates of authorities, PEM): " + reason(e), e);
        }
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
        String files = settings.certificate() + (key == null ? "" : " and " + key);
        String expected = "a certificate and its own private key, and the password if there is one";
        String words = String.valueOf(cause.getMessage());
        if (key != null && words.startsWith(NO_CERTIFICATES)) {
            files = settings.certificate().toString();
            expected = "one or more certificates, PEM, the server's own first";
        } else if (key != null && words.startsWith(NO_KEY)) {
            files = key.toString();
            expected = settings.passwordFile() == null && settings.password() == null
                    ? "a private key, PEM, PKCS#8, that is not encrypted; or the password too"
                    : "a private key, PEM, PKCS#8, and its password";
        }
        return new IllegalStateException("tls: " + files + " (expected: " + expected + "): " + reason(cause), cause);
    }

    private static String reason(Throwable cause) {
        Throwable root = cause;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String words = String.valueOf(root.getMessage());
        return MISMATCH.matcher(words).find()
                ? "they do not belong together"
                : LINK.matcher(words).replaceAll("").replaceAll("\\s+", " ");
    }
}
