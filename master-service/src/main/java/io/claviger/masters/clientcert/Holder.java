package io.claviger.masters.clientcert;

import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;

/**
 * Whom a certificate names, and for which cluster. As Kubernetes has it, the subject's CN is the user (here the IAM id) and each O
 * a group (here a role on {@code containers-kubernetes}); the attribute 'name' is what people are called. A URI among the
 * alternative names is the cluster's CRN, which names its account as well.
 */
record Holder(Caller caller, Crn cluster) {

    private static final String SERVICE = "containers-kubernetes";

    X500Name subject() {
        X500NameBuilder subject = new X500NameBuilder();
        caller.grants().getOrDefault(SERVICE, List.of()).forEach(role -> add(subject, BCStyle.O, role));
        add(subject, BCStyle.NAME, caller.name());
        add(subject, BCStyle.CN, caller.iamId());
        return subject.build();
    }

    GeneralNames alternativeNames() {
        return new GeneralNames(new GeneralName(GeneralName.uniformResourceIdentifier, cluster.toString()));
    }

    /** Empty when the certificate does not name one user and one cluster. */
    static Optional<Holder> of(X509Certificate certificate) {
        try {
            X500Name subject = new JcaX509CertificateHolder(certificate).getSubject();
            List<String> ids = values(subject, BCStyle.CN).toList();
            List<String> names = values(subject, BCStyle.NAME).toList();
            Optional<Crn> cluster =
                    cluster(certificate).filter(crn -> crn.service().equals(SERVICE));
            if (ids.size() != 1 || names.size() != 1 || cluster.isEmpty()) {
                return Optional.empty();
            }
            return Optional.of(new Holder(
                    new Caller(
                            ids.getFirst(),
                            names.getFirst(),
                            cluster.get().account(),
                            Caller.Kind.USER,
                            Map.of(SERVICE, values(subject, BCStyle.O).toList()),
                            Caller.Credential.CERTIFICATE),
                    cluster.get()));
        } catch (CertificateEncodingException | CertificateParsingException e) {
            return Optional.empty();
        }
    }

    private static Optional<Crn> cluster(X509Certificate certificate) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        return names == null || names.size() != 1
                ? Optional.empty()
                : names.stream()
                        .filter(name -> name.getFirst().equals(GeneralName.uniformResourceIdentifier))
                        .flatMap(name -> Crn.parse(String.valueOf(name.get(1))).stream())
                        .findFirst();
    }

    /** Typed, because the builder takes a text that begins with '#' for hexadecimal. */
    private static void add(X500NameBuilder subject, ASN1ObjectIdentifier type, String text) {
        subject.addRDN(type, new DERUTF8String(text));
    }

    private static Stream<String> values(X500Name subject, ASN1ObjectIdentifier type) {
        return Arrays.stream(subject.getRDNs(type))
                .flatMap(rdn -> Arrays.stream(rdn.getTypesAndValues()))
                .filter(attribute -> attribute.getType().equals(type))
                .map(attribute -> attribute.getValue())
                .filter(ASN1String.class::isInstance)
                .map(value -> ((ASN1String) value).getString());
    }
}
