package io.confab.server;

import static java.util.Objects.requireNonNull;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How the server speaks TLS 1.3 and 1.2. Its files are read when the server starts, and again whenever they change.
 *
 * <pre>{@code
 * builder.tls(TlsSettings.pem(Path.of("fullchain.pem"), Path.of("privkey.pem")).required(true));
 * }</pre>
 *
 * <p>Immutable: each method that changes something returns another.
 */
public final class TlsSettings {

    private final Path certificate;
    private final @Nullable Path key;
    private @Nullable String password;
    private @Nullable Path passwordFile;
    private ClientCertificates clientCertificates = ClientCertificates.NONE;
    private @Nullable Path clientTrust;
    private boolean required;
    private TlsProvider provider = TlsProvider.AUTO;

    private TlsSettings(Path certificate, @Nullable Path key) {
        this.certificate = certificate;
        this.key = key;
    }

    private TlsSettings copy() {
        TlsSettings copy = new TlsSettings(certificate, key);
        copy.password = password;
        copy.passwordFile = passwordFile;
        copy.clientCertificates = clientCertificates;
        copy.clientTrust = clientTrust;
        copy.required = required;
        copy.provider = provider;
        return copy;
    }

    /**
     * The server's certificate as PEM files, the form in which authorities such as Let's Encrypt hand them out.
     *
     * @param certificate the server's certificate, followed by those that lead to an authority
     * @param key         its private key, PKCS#8; may be encrypted
     */
    public static TlsSettings pem(Path certificate, Path key) {
        return new TlsSettings(requireNonNull(certificate, "certificate"), requireNonNull(key, "key"));
    }

    /** The server's certificate and its key in one file of the Java world, PKCS#12 or JKS. */
    public static TlsSettings keyStore(Path file) {
        return new TlsSettings(requireNonNull(file, "file"), null);
    }

    /** What the private key, or the key store, is encrypted with; nothing by default. */
    public TlsSettings password(String password) {
        TlsSettings copy = copy();
        copy.password = requireNonNull(password, "password");
        copy.passwordFile = null;
        return copy;
    }

    /** The file whose first line is that password; read whenever the others are. */
    public TlsSettings passwordFile(Path file) {
        TlsSettings copy = copy();
        copy.passwordFile = requireNonNull(file, "file");
        copy.password = null;
        return copy;
    }

    /**
     * Asks clients for certificates; they are not asked by default.
     *
     * @param trust PEM file of the authorities, or of the certificates themselves, that are trusted
     */
    public TlsSettings clientCertificates(ClientCertificates clientCertificates, Path trust) {
        TlsSettings copy = copy();
        copy.clientCertificates = requireNonNull(clientCertificates, "clientCertificates");
        copy.clientTrust = requireNonNull(trust, "trust");
        return copy;
    }

    /** Whether connections without TLS are refused, also from this machine; by default the port takes both. */
    public TlsSettings required(boolean required) {
        TlsSettings copy = copy();
        copy.required = required;
        return copy;
    }

    /** Who does the work; the fastest there is by default. */
    public TlsSettings provider(TlsProvider provider) {
        TlsSettings copy = copy();
        copy.provider = requireNonNull(provider, "provider");
        return copy;
    }

    Path certificate() {
        return certificate;
    }

    /** Null where the certificate is in a key store, with its key. */
    @Nullable
    Path key() {
        return key;
    }

    @Nullable
    String password() {
        return password;
    }

    @Nullable
    Path passwordFile() {
        return passwordFile;
    }

    ClientCertificates clientCertificates() {
        return clientCertificates;
    }

    @Nullable
    Path clientTrust() {
        return clientTrust;
    }

    boolean isRequired() {
        return required;
    }

    TlsProvider provider() {
        return provider;
    }
}
