package io.claviger.system.production;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.local.pki.Authority;
import io.claviger.local.pki.Issued;
import io.claviger.system.Overlay;
import io.strimzi.api.kafka.model.user.KafkaUser;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.KeyPurposeId;

/**
 * Every secret of the namespace, in the form that its maker gives it: {@code make-secrets}, cert-manager for the {@code Certificate}s,
 * Strimzi for its cluster and the {@code KafkaUser}s, CloudNativePG for its cluster.
 */
final class ClusterSecrets {

    private static final Duration LIFE = Duration.ofHours(6);
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Map<String, Map<String, byte[]>> secrets = new HashMap<>();

    /** Those that cert-manager makes, by the names of their secrets. */
    private final Map<String, Authority> authorities = new HashMap<>();

    /** The installation's, for its clients. */
    final Authority installation = authority("an authority of the installation");

    /** Strimzi has two: one for brokers, one for those who come to them. */
    final Authority brokers = authority("cluster-ca");

    final Authority kafkaUsers = authority("clients-ca");
    final Authority postgres = authority("postgres");

    /** @param doorsAddress by which this test calls the front door, which clients call by its name */
    ClusterSecrets(Overlay overlay, Overlay made, String doorsAddress) throws IOException {
        made.of("Secret").forEach(secret -> {
            Map<String, byte[]> data = secrets.computeIfAbsent(Overlay.name(secret), name -> new HashMap<>());
            secret.path("data")
                    .properties()
                    .forEach(entry -> data.put(
                            entry.getKey(),
                            Base64.getDecoder().decode(entry.getValue().asText())));
        });
        Map<Boolean, List<JsonNode>> certificates = overlay.of("Certificate")
                .map(certificate -> certificate.path("spec"))
                .collect(Collectors.partitioningBy(spec -> spec.path("isCA").asBoolean()));
        for (JsonNode spec : certificates.getOrDefault(true, List.of())) {
            Authority authority = authority(spec.path("commonName").asText());
            authorities.put(spec.path("secretName").asText(), authority);
            keep(spec, authority.own(), authority);
        }
        for (JsonNode spec : certificates.getOrDefault(false, List.of())) {
            byCertManager(spec, issuer(overlay, spec.path("issuerRef")), doorsAddress);
        }
        for (KafkaUser user : overlay.of(KafkaUser.class).toList()) {
            byStrimzi(user.getMetadata().getName());
        }
        String password = password();
        secrets.put(
                "claviger-cluster-ca-cert",
                Map.of("ca.p12", Stores.trusted(brokers, password), "ca.password", password.getBytes(UTF_8)));
        secrets.put("postgres-ca", Map.of("ca.crt", pem(postgres)));
    }

    Map<String, byte[]> the(String name) {
        return Optional.ofNullable(secrets.get(name))
                .orElseThrow(() -> new IllegalStateException("nobody makes a secret " + name));
    }

    byte[] the(String name, String key) {
        return Optional.ofNullable(the(name).get(key))
                .orElseThrow(() -> new IllegalStateException("the secret " + name + " has no " + key));
    }

    String text(String name, String key) {
        return new String(the(name, key), UTF_8);
    }

    boolean has(String name, String key) {
        return secrets.containsKey(name) && the(name).containsKey(key);
    }

    /** For whoever only calls. */
    static Issued caller(Authority authority, String name) throws IOException {
        return authority.issue(name, LIFE, List.of(), List.of(KeyPurposeId.id_kp_clientAuth));
    }

    /** For whoever is called by these names. */
    static Issued server(Authority authority, List<String> names) throws IOException {
        return authority.issue(names.getFirst(), LIFE, dns(names), List.of(KeyPurposeId.id_kp_serverAuth));
    }

    static String password() {
        byte[] bytes = new byte[24];
        RANDOM.nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** Of the services, for each other. */
    Authority services() {
        return Objects.requireNonNull(authorities.get("services-ca"));
    }

    /** An issuer of the cluster is not the overlay's: it is the installation's. */
    private Authority issuer(Overlay overlay, JsonNode reference) {
        if (reference.path("kind").asText().equals("ClusterIssuer")) {
            return installation;
        }
        String secret = overlay.the("Issuer", reference.path("name").asText())
                .at("/spec/ca/secretName")
                .asText();
        return Optional.ofNullable(authorities.get(secret))
                .orElseThrow(() -> new IllegalStateException("no certificate makes an authority in " + secret));
    }

    private void byCertManager(JsonNode spec, Authority issuer, String doorsAddress) throws IOException {
        List<String> names = new ArrayList<>();
        spec.path("dnsNames").forEach(name -> names.add(name.asText()));
        List<GeneralName> called = new ArrayList<>(dns(names));
        if (issuer.equals(installation)) {
            called.add(new GeneralName(GeneralName.iPAddress, doorsAddress));
        }
        Set<String> usages = new HashSet<>();
        spec.path("usages").forEach(usage -> usages.add(usage.asText()));
        List<KeyPurposeId> purposes = new ArrayList<>();
        if (usages.isEmpty() || usages.contains("server auth")) {
            purposes.add(KeyPurposeId.id_kp_serverAuth);
        }
        if (usages.contains("client auth")) {
            purposes.add(KeyPurposeId.id_kp_clientAuth);
        }
        keep(spec, issuer.issue(spec.path("commonName").asText("none"), LIFE, called, purposes), issuer);
    }

    private void keep(JsonNode spec, Issued issued, Authority issuer) {
        secrets.put(
                spec.path("secretName").asText(),
                Map.of(
                        "tls.crt", issued.certificatePem().getBytes(UTF_8),
                        "tls.key", issued.keyPem().getBytes(UTF_8),
                        "ca.crt", pem(issuer)));
    }

    private void byStrimzi(String user) throws IOException {
        String password = password();
        Issued issued = caller(kafkaUsers, user);
        secrets.put(user, Map.of("user.p12", Stores.own(issued, password), "user.password", password.getBytes(UTF_8)));
    }

    private static List<GeneralName> dns(List<String> names) {
        return names.stream()
                .map(name -> new GeneralName(GeneralName.dNSName, name))
                .toList();
    }

    private static byte[] pem(Authority authority) {
        return authority.own().certificatePem().getBytes(UTF_8);
    }

    static Authority authority(String name) {
        try {
            return Authority.create(name, LIFE, Clock.systemUTC(), RANDOM);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
