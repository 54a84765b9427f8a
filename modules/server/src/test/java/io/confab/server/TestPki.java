package io.confab.server;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** An authority, the files of those it has certified, and sockets that trust nobody else. */
final class TestPki {

    private final Path folder;
    private final X509Bundle authority;

    TestPki(Path folder) throws Exception {
        this.folder = folder;
        this.authority = new CertificateBuilder()
                .subject("CN=Test authority")
                .setIsCertificateAuthority(true)
                .ecp256()
                .buildSelfSigned();
    }

    X509Bundle server() throws Exception {
        return certificate("localhost");
    }

    X509Bundle certificate(String name) throws Exception {
        return new CertificateBuilder()
                .subject("CN=" + name)
                .addSanDnsName(name)
                .ecp256()
                .buildIssuedBy(authority);
    }

    /** Writes the certificate and the key to two files, and says so. */
    TlsSettings pem(X509Bundle bundle) throws Exception {
        write(bundle, certificateFile(), keyFile());
        return TlsSettings.pem(certificateFile(), keyFile());
    }

    Path certificateFile() {
        return folder.resolve("certificate.pem");
    }

    Path keyFile() {
        return folder.resolve("key.pem");
    }

    private static void write(X509Bundle bundle, Path certificate, Path key) throws Exception {
        Files.writeString(certificate, bundle.getCertificatePathPEM());
        Files.writeString(key, bundle.getPrivateKeyPEM());
    }

    Path authorityFile() throws Exception {
        return Files.writeString(folder.resolve("authority.pem"), authority.getCertificatePEM());
    }

    Path keyStore(X509Bundle bundle, String password) throws Exception {
        Path file = folder.resolve("server.p12");
        KeyStore store = bundle.toKeyStore(password.toCharArray());
        try (OutputStream out = Files.newOutputStream(file)) {
            store.store(out, password.toCharArray());
        }
        return file;
    }

    /** The key of a certificate, encrypted. */
    Path encryptedKey(X509Bundle bundle, String password) throws Exception {
        String algorithm = "PBEWithSHA1AndDESede";
        PBEParameterSpec parameters = new PBEParameterSpec(new byte[] {1, 2, 3, 4, 5, 6, 7, 8}, 2048);
        Cipher cipher = Cipher.getInstance(algorithm);
        cipher.init(
                Cipher.ENCRYPT_MODE,
                SecretKeyFactory.getInstance(algorithm).generateSecret(new PBEKeySpec(password.toCharArray())),
                parameters);
        EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(
                cipher.getParameters(),
                cipher.doFinal(bundle.getKeyPair().getPrivate().getEncoded()));
        String pem = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(info.getEncoded());
        return Files.writeString(
                folder.resolve("encrypted.pem"),
                "-----BEGIN ENCRYPTED PRIVATE KEY-----\n" + pem + "\n-----END ENCRYPTED PRIVATE KEY-----\n");
    }

    /** What a client of Netty's encrypts with; whatever the name in the server's certificate. */
    SslContext client(String protocol) throws Exception {
        return SslContextBuilder.forClient()
                .sslProvider(SslProvider.JDK)
                .protocols(protocol)
                .trustManager(authority.toTrustManagerFactory())
                .endpointIdentificationAlgorithm(null)
                .build();
    }

    /** A client that has shaken hands; with a certificate of its own where it is given one. */
    SSLSocket connect(ConfabServer server, String protocol, @Nullable X509Bundle own) throws Exception {
        Socket plain =
                new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        return over(plain, protocol, own);
    }

    /** The same over a socket that has been used already. */
    SSLSocket over(Socket plain, String protocol, @Nullable X509Bundle own) throws Exception {
        TrustManagerFactory trust = authority.toTrustManagerFactory();
        KeyManager[] keys = own == null ? null : own.toKeyManagerFactory().getKeyManagers();
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys, trust.getTrustManagers(), new SecureRandom());
        SSLSocket socket =
                (SSLSocket) context.getSocketFactory().createSocket(plain, "localhost", plain.getPort(), true);
        try {
            socket.setSoTimeout(20_000);
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            return socket;
        } catch (Exception e) {
            socket.close();
            throw e;
        }
    }
}
