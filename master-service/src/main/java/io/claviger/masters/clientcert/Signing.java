package io.claviger.masters.clientcert;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** An authority at work: it signs with a key of its own what makes a key pair somebody's (RFC 5280). */
record Signing(X509Certificate authority, PrivateKey key, SecureRandom random) {

    /** Whether the key is the certificate's, and the certificate an authority's. */
    boolean isUsable() throws GeneralSecurityException {
        byte[] text = new byte[32];
        Signature signature = Signature.getInstance(algorithm());
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        // Not by the certificate: an authority's key usage has no place for texts.
        signature.initVerify(authority.getPublicKey());
        signature.update(text);
        return authority.getBasicConstraints() >= 0 && signature.verify(signed);
    }

    /** With a new key pair, whose private key is in what is returned and nowhere else. Ends with the authority at the latest. */
    ClientCertificate certificate(Holder holder, Instant from, Instant until)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        KeyPair keys = newKeys();
        byte[] der = keys.getPrivate().getEncoded();
        try {
            byte[] certificate = certificate(holder, keys, from, until);
            return new ClientCertificate(PemFile.write("CERTIFICATE", certificate), PemFile.write("PRIVATE KEY", der));
        } finally {
            Arrays.fill(der, (byte) 0);
        }
    }

    private byte[] certificate(Holder holder, KeyPair keys, Instant from, Instant until)
            throws IOException, GeneralSecurityException, OperatorCreationException {
        Instant end = authority.getNotAfter().toInstant();
        var builder = new JcaX509v3CertificateBuilder(
                X500Name.getInstance(authority.getSubjectX500Principal().getEncoded()),
                new BigInteger(127, random).add(BigInteger.ONE),
                Date.from(from),
                Date.from(until.isBefore(end) ? until : end),
                holder.subject(),
                keys.getPublic());
        builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
                .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
                .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth))
                .addExtension(Extension.subjectAlternativeName, false, holder.alternativeNames())
                .addExtension(
                        Extension.authorityKeyIdentifier,
                        false,
                        new JcaX509ExtensionUtils().createAuthorityKeyIdentifier(authority));
        return builder.build(new JcaContentSignerBuilder(algorithm()).build(key))
                .getEncoded();
    }

    private KeyPair newKeys() throws GeneralSecurityException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec("secp256r1"), random);
        return generator.generateKeyPair();
    }

    private String algorithm() {
        return key.getAlgorithm().equals("RSA") ? "SHA256withRSA" : "SHA256withECDSA";
    }

    @Override
    public String toString() {
        return "Signing[" + authority.getSubjectX500Principal() + "]";
    }
}
