package io.confab.standalone;

import io.confab.handlers.limits.AddressPrefix;
import io.confab.server.ClientCertificates;
import io.confab.server.ConfabServer;
import io.confab.server.ConfabServerBuilder;
import io.confab.server.ProxySettings;
import io.confab.server.TlsSettings;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** What the keys of TLS, and of the proxies that may do it instead, come to. */
final class Encryption {

    private Encryption() {}

    /** @throws StartException if clients are asked for certificates that nobody would trust */
    static void apply(Settings settings, DataFolder data, ConfabServerBuilder builder) throws StartException {
        List<AddressPrefix> proxies = settings.value(Keys.PROXIES);
        if (!proxies.isEmpty()) {
            builder.proxies(ProxySettings.of(proxies).encrypted(settings.value(Keys.PROXIES_ENCRYPTED)));
        }
        Path certificate = file(settings, Keys.TLS_CERTIFICATE, data);
        if (certificate != null) {
            builder.tls(tls(settings, data, certificate));
        }
    }

    /**
     * Reads certificates again when everything is: at once, as the server would within seconds. Changed keys of TLS need a
     * restart.
     */
    static Reloadable of(ConfabServer server) {
        return next -> {
            try {
                boolean another = server.reloadCertificates().join();
                return () -> another
                        ? List.of(Keys.TLS_CERTIFICATE.name() + ": another one in its file (taken up)")
                        : List.of();
            } catch (CompletionException e) {
                throw new StartException(
                        ExitCode.USAGE,
                        Objects.toString(Objects.requireNonNull(e.getCause()).getMessage()));
            }
        };
    }

    private static TlsSettings tls(Settings settings, DataFolder data, Path certificate) throws StartException {
        TlsSettings tls = isKeyStore(certificate)
                ? TlsSettings.keyStore(certificate)
                : TlsSettings.pem(certificate, data.resolve(settings.value(Keys.TLS_KEY)));
        Path password = file(settings, Keys.TLS_PASSWORD_FILE, data);
        if (password != null) {
            tls = tls.passwordFile(password);
        }
        ClientCertificates clients = settings.value(Keys.TLS_CLIENT_CERTIFICATES);
        if (clients != ClientCertificates.NONE) {
            Path trust = file(settings, Keys.TLS_CLIENT_TRUST, data);
            if (trust == null) {
                throw new StartException(
                        ExitCode.USAGE,
                        Keys.TLS_CLIENT_TRUST.name()
                                + ": none (expected: a file, as certificates of clients are asked for)");
            }
            tls = tls.clientCertificates(clients, trust);
        }
        return tls.required(settings.value(Keys.TLS_REQUIRED)).provider(settings.value(Keys.TLS_PROVIDER));
    }

    private static boolean isKeyStore(Path certificate) {
        String name = certificate.toString().toLowerCase(Locale.ROOT);
        return name.endsWith(".p12") || name.endsWith(".pfx") || name.endsWith(".jks");
    }

    private static @Nullable Path file(Settings settings, Key<String> key, DataFolder data) {
        String name = settings.value(key);
        return name.equals(Keys.NO_FILE) ? null : data.resolve(name);
    }
}
