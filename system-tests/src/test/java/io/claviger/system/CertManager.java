package io.claviger.system;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Those fields of cert-manager's kinds that the manifests use, as its API reference of {@code cert-manager.io/v1} names them. What
 * is not here is a mistake until somebody has looked it up there.
 */
final class CertManager {
    private CertManager() {}

    record Certificate(String apiVersion, String kind, ObjectMeta metadata, CertificateSpec spec) {}

    record CertificateSpec(
            String secretName,
            @Nullable String commonName,
            @Nullable List<String> dnsNames,
            boolean isCA,
            @Nullable String duration,
            @Nullable String renewBefore,
            @Nullable List<Usage> usages,
            PrivateKey privateKey,
            IssuerReference issuerRef) {}

    enum Usage {
        @JsonProperty("digital signature")
        DIGITAL_SIGNATURE,
        @JsonProperty("cert sign")
        CERT_SIGN,
        @JsonProperty("crl sign")
        CRL_SIGN,
        @JsonProperty("server auth")
        SERVER_AUTH,
        @JsonProperty("client auth")
        CLIENT_AUTH
    }

    record PrivateKey(
            Algorithm algorithm,
            int size,
            @Nullable Encoding encoding,
            @Nullable RotationPolicy rotationPolicy) {}

    enum Algorithm {
        RSA,
        ECDSA,
        @JsonProperty("Ed25519")
        ED25519
    }

    enum Encoding {
        PKCS1,
        PKCS8
    }

    enum RotationPolicy {
        @JsonProperty("Always")
        ALWAYS,
        @JsonProperty("Never")
        NEVER
    }

    record IssuerReference(String name, IssuerKind kind) {}

    enum IssuerKind {
        @JsonProperty("Issuer")
        ISSUER,
        @JsonProperty("ClusterIssuer")
        CLUSTER_ISSUER
    }

    record Issuer(String apiVersion, String kind, ObjectMeta metadata, IssuerSpec spec) {}

    record IssuerSpec(
            @Nullable SelfSigned selfSigned, @Nullable Ca ca) {}

    record SelfSigned() {}

    record Ca(String secretName) {}
}
