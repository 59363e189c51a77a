package dev.dbpool.testkit;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * A certificate authority made for one test. Two of them do not trust each other, which makes the "untrusted" case.
 * Immutable and safe for several threads.
 */
public final class TestCertificates {
    private static final Duration DAY = Duration.ofDays(1);
    private static final X500Name ISSUER = new X500Name("CN=db-pool test authority");

    private final KeyPair keys = newKeys();
    private final X509CertificateHolder authority;

    public TestCertificates() {
        Instant now = Instant.now();
        authority = sign(ISSUER, keys, now.minus(DAY), now.plus(DAY), "");
    }

    /** A server's certificate and private key, both PEM. */
    public record Identity(String certificatePem, String privateKeyPem) {}

    /** Valid for a day. @param host a DNS name or IP address, the only one that verify-full accepts */
    public Identity server(String host) {
        Instant now = Instant.now();
        return identity(host, now.minus(DAY), now.plus(DAY));
    }

    /** The same, but it ended yesterday. */
    public Identity expiredServer(String host) {
        Instant now = Instant.now();
        return identity(host, now.minus(DAY.multipliedBy(2)), now.minus(DAY));
    }

    /** The authority's certificate for clients ({@code sslrootcert}). */
    public String authorityPem() {
        return pem(authority);
    }

    /** Writes {@link #authorityPem()} into a directory and returns the file. */
    public Path authorityFile(Path directory) {
        try {
            Path file = Files.createTempFile(directory, "authority", ".pem");
            return Files.writeString(file, authorityPem());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Identity identity(String host, Instant from, Instant until) {
        KeyPair own = newKeys();
        return new Identity(pem(sign(new X500Name("CN=" + host), own, from, until, host)), pem(own.getPrivate()));
    }

    private X509CertificateHolder sign(
            X500Name subject, KeyPair subjectKeys, Instant from, Instant until, String host) {
        try {
            var builder = new JcaX509v3CertificateBuilder(
                    ISSUER,
                    BigInteger.valueOf(System.nanoTime()),
                    Date.from(from),
                    Date.from(until),
                    subject,
                    subjectKeys.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(host.isEmpty()));
            if (!host.isEmpty()) {
                boolean address = host.matches("[0-9.]+|.*:.*");
                int kind = address ? GeneralName.iPAddress : GeneralName.dNSName;
                builder.addExtension(
                        Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(kind, host)));
            }
            return builder.build(new JcaContentSignerBuilder("SHA256withRSA").build(keys.getPrivate()));
        } catch (OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String pem(Object content) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
