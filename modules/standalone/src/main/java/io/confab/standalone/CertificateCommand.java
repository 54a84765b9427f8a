package io.confab.standalone;

import io.confab.server.CertificateFingerprint;
import io.netty.util.NetUtil;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import java.util.regex.Pattern;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.bouncycastle.util.io.pem.PemWriter;

/** Makes a certificate that is signed by itself, to try TLS out with, or to be pinned by one's own clients. */
final class CertificateCommand {

    static final String CERTIFICATE = "certificate.pem";

    private static final List<String> THIS_MACHINE = List.of("localhost", "127.0.0.1", "::1");
    private static final Duration VALID = Duration.ofDays(397); // longer, and some clients refuse it
    private static final Duration CLOCKS_DIFFER = Duration.ofHours(1);
    private static final Pattern HOST_NAME = Pattern.compile("(\\*\\.)?[A-Za-z0-9]([A-Za-z0-9.-]{0,250}[A-Za-z0-9])?");

    private CertificateCommand() {}

    /**
     * Writes two files to the data folder.
     *
     * @param names host names and addresses by which clients will know the server; this machine's own where there are none
     * @throws StartException if one is neither, or a file is there already or cannot be written
     */
    static ExitCode run(DataFolder data, List<String> names, PrintStream out) throws StartException {
        List<String> hosts = names.isEmpty() ? THIS_MACHINE : names;
        for (String host : hosts) {
            if (!isAddress(host) && !HOST_NAME.matcher(host).matches()) {
                throw new StartException(
                        ExitCode.USAGE, "certificate: " + host + " (expected: a host name or an address)");
            }
        }
        Path certificateFile = data.resolve(CERTIFICATE);
        Path keyFile = data.resolve(Keys.TLS_KEY.defaultText());
        data.create();
        for (Path file : List.of(certificateFile, keyFile)) {
            if (Files.exists(file)) {
                throw new StartException(ExitCode.DATA, "certificate: " + file + " (expected: none there yet)");
            }
        }
        KeyPair keys = keys();
        X509Certificate certificate = certificate(hosts, keys);
        data.write(keyFile, pem("PRIVATE KEY", keys.getPrivate().getEncoded()));
        data.write(certificateFile, pem("CERTIFICATE", encoded(certificate)));
        out.print(text(data, hosts, certificate));
        out.flush();
        return ExitCode.OK;
    }

    private static String text(DataFolder data, List<String> hosts, X509Certificate certificate) {
        String confab = System.getProperty("confab.launcher", "./confab");
        String fingerprint = CertificateFingerprint.of(certificate);
        return """
            %s: the certificate of %s, signed by itself, valid until %s
            %s: its private key, for the server alone
            SHA-256 fingerprint: %s

            The server:  %s serve --data %s --set tls.certificate=%s
            A client:    %s chat --host %s --trust %s
            or, without the file:  --pin %s
            """.formatted(
                data.resolve(CERTIFICATE),
                String.join(", ", hosts),
                certificate.getNotAfter().toInstant().atZone(ZoneOffset.UTC).toLocalDate(),
                data.resolve(Keys.TLS_KEY.defaultText()),
                fingerprint,
                confab,
                data.path(),
                CERTIFICATE,
                confab,
                hosts.get(0),
                data.resolve(CERTIFICATE),
                fingerprint);
    }

    private static boolean isAddress(String host) {
        return NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host) && host.indexOf('[') < 0;
    }

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("secp256r1: unknown (expected: what every JDK has)", e);
        }
    }

    private static X509Certificate certificate(List<String> hosts, KeyPair keys) {
        X500Name name = new X500NameBuilder().addRDN(BCStyle.CN, hosts.get(0)).build();
        Instant now = Instant.now();
        JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                name,
                new BigInteger(127, new SecureRandom()),
                Date.from(now.minus(CLOCKS_DIFFER)),
                Date.from(now.plus(VALID)),
                name,
                keys.getPublic());
        GeneralName[] names = hosts.stream()
                .map(host -> new GeneralName(isAddress(host) ? GeneralName.iPAddress : GeneralName.dNSName, host))
                .toArray(GeneralName[]::new);
        try {
            builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names))
                    .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                    .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                    .addExtension(
                            Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth));
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(keys.getPrivate())));
        } catch (IOException | GeneralSecurityException | OperatorCreationException e) {
            throw new IllegalStateException("certificate: not made (expected: one of an elliptic curve)", e);
        }
    }

    private static byte[] encoded(X509Certificate certificate) {
        try {
            return certificate.getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("certificate: has no encoding (expected: one that was made here)", e);
        }
    }

    private static String pem(String type, byte[] content) {
        StringWriter text = new StringWriter();
        try (PemWriter writer = new PemWriter(text)) {
            writer.writeObject(new PemObject(type, content));
        } catch (IOException e) {
            throw new IllegalStateException("memory: cannot be written to (expected: it can)", e);
        }
        return text.toString();
    }
}
