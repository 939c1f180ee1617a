package io.claviger.system.production;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.engines.PostgresEngine;
import io.claviger.local.layout.PrivateFiles;
import io.claviger.local.pki.Issued;
import io.claviger.system.Overlay;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** The overlay's PostgreSQL: its rules about who may enter, its databases and roles, and a certificate that has its name. */
final class CertifiedPostgres {

    /** As the JDBC URLs of the manifests have it. */
    static final int PORT = 5432;

    private CertifiedPostgres() {}

    static PostgresEngine start(Overlay overlay, ClusterSecrets secrets, Addresses addresses, Path folder)
            throws IOException {
        JsonNode cluster = overlay.of("Cluster").findFirst().orElseThrow();
        // CloudNativePG's name of the service that leads to the primary.
        String name = Overlay.name(cluster) + "-rw";
        Issued own = ClusterSecrets.server(secrets.postgres, List.of(name));
        Path certificate = folder.resolve("postgres.crt");
        Path key = folder.resolve("postgres.key");
        PrivateFiles.write(certificate, own.certificatePem());
        PrivateFiles.write(key, own.keyPem());
        Path rules = folder.resolve("pg_hba.conf");
        // CloudNativePG's own come first and last; the first is how its operator gets in.
        StringBuilder text = new StringBuilder("host all postgres 127.0.0.1/32 scram-sha-256\n");
        cluster.at("/spec/postgresql/pg_hba")
                .forEach(rule -> text.append(rule.asText()).append('\n'));
        PrivateFiles.write(
                rules, text.append("host all all all scram-sha-256\n").toString());
        PostgresEngine postgres = PostgresEngine.start(PostgresEngine.Options.temporary()
                .at(addresses.of(name), PORT)
                .with(Map.of(
                        "ssl", "on",
                        "ssl_cert_file", certificate.toString(),
                        "ssl_key_file", key.toString(),
                        "hba_file", rules.toString())));
        overlay.of("Database").map(manifest -> manifest.path("spec")).forEach(database -> {
            String owner = database.path("owner").asText();
            if (!owner.equals(database.path("name").asText())) {
                throw new IllegalStateException("a database whose owner has another name: " + database);
            }
            postgres.createDatabase(owner, secrets.text(passwordOf(cluster, owner), "password"));
        });
        return postgres;
    }

    /** Name of the secret. */
    static String passwordOf(JsonNode cluster, String role) {
        for (JsonNode each : cluster.at("/spec/managed/roles")) {
            if (each.path("name").asText().equals(role)) {
                return each.at("/passwordSecret/name").asText();
            }
        }
        throw new IllegalStateException("the cluster has no role " + role);
    }
}
