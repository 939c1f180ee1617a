package io.claviger.local.layout;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Every setting that a service gets from the local system, and nothing else: what is not here is the service's own
 * default. The services read these as they would read them in any other deployment.
 */
public final class ServiceConfig {
    private final DataDir folder;
    private final Ports ports;
    private final Secrets secrets;
    private final Authorities authorities;

    /**
     * Certificates, and the key of one.
     *
     * @param servers vouches for the front door
     * @param clients vouches for holders of admin kubeconfigs
     */
    public record Authorities(Path servers, Path clients, Path clientsKey) {}

    public ServiceConfig(DataDir folder, Ports ports, Secrets secrets, Authorities authorities) {
        this.folder = folder;
        this.ports = ports;
        this.secrets = secrets;
        this.authorities = authorities;
    }

    public Map<String, String> of(Service service) throws IOException {
        var config = common(service);
        switch (service) {
            case IAM -> iam(config);
            case KEY -> key(config);
            case MASTER -> master(config);
            case WORKER -> worker(config);
            case AUDIT -> audit(config);
        }
        return config;
    }

    private Map<String, String> common(Service service) throws IOException {
        var config = new LinkedHashMap<String, String>();
        config.put("quarkus.http.host", "127.0.0.1");
        config.put("quarkus.http.port", Integer.toString(service.port(ports)));
        config.put("kafka.bootstrap.servers", "127.0.0.1:" + ports.kafka());
        config.put(
                "quarkus.datasource.jdbc.url",
                "jdbc:postgresql://127.0.0.1:" + ports.postgres() + "/" + service.database());
        config.put("quarkus.datasource.username", service.database());
        config.put("quarkus.datasource.password", secrets.databasePassword(service));
        config.put("claviger.iam.url", url(ports.iam()));
        config.put("claviger.iam.jwks-url", url(ports.iam()) + "/identity/keys");
        config.put("claviger.iam.issuer", "http://localhost:" + ports.http() + "/identity");
        config.put("claviger.kms.url", url(ports.key()));
        config.put("claviger.iam.service-api-key", secrets.serviceApiKey(service));
        // The front door runs here too; whoever else does can reach the services without it.
        config.put("claviger.web.trusted-proxies", "127.0.0.1/32,::1/128");
        return config;
    }

    private void iam(Map<String, String> config) throws IOException {
        config.put("claviger.iam.signing.keystore", own(Service.IAM, "signing.p12"));
        config.put("claviger.iam.signing.password", secrets.keystorePassword(Service.IAM));
        config.put("claviger.iam.bootstrap.account-id", secrets.accountId());
        config.put("claviger.iam.bootstrap.admin-api-key", secrets.adminApiKey());
        for (Service other : Service.values()) {
            config.put("claviger.iam.bootstrap.service-api-keys." + other.partName(), secrets.serviceApiKey(other));
        }
    }

    /**
     * Key Protect makes people wait between some calls; on one machine they would wait for nothing, unless they ask to by the
     * variables that docker-compose.yml has too.
     */
    private void key(Map<String, String> config) throws IOException {
        config.put("claviger.keys.seal.keystore", own(Service.KEY, "seal.p12"));
        config.put("claviger.keys.seal.password", secrets.keystorePassword(Service.KEY));
        config.put("claviger.public-url", "http://localhost:" + ports.http());
        config.put("claviger.keys.network.private-endpoint-port", Integer.toString(ports.http()));
        config.put("claviger.keys.windows.enable-after-disable", waiting("CLAVIGER_ENABLE_AFTER_DISABLE"));
        config.put("claviger.keys.windows.restore-after-delete", waiting("CLAVIGER_RESTORE_AFTER_DELETE"));
        config.put("claviger.keys.windows.rotate-every", waiting("CLAVIGER_ROTATE_EVERY"));
    }

    private static String waiting(String variable) {
        return System.getenv().getOrDefault(variable, "PT0S");
    }

    /** For the kubeconfigs it hands out; and what somebody who wants to see older behaviour asks for by variables. */
    private void master(Map<String, String> config) {
        config.put("claviger.front-door.https-url", "https://localhost:" + ports.https());
        config.put("claviger.front-door.ca-file", authorities.servers().toString());
        config.put(
                "claviger.masters.client-authority.certificate",
                authorities.clients().toString());
        config.put(
                "claviger.masters.client-authority.key",
                authorities.clientsKey().toString());
        config.put(
                "claviger.masters.client-authority.front-door-proof",
                folder.frontDoorProof().toString());
        for (String chosen : List.of("doc-profile", "long-lag", "status-on-disable")) {
            String variable =
                    "CLAVIGER_MASTERS_" + chosen.toUpperCase(Locale.ROOT).replace('-', '_');
            String value = System.getenv(variable);
            if (value != null && !value.isBlank()) {
                config.put("claviger.masters." + chosen, value);
            }
        }
    }

    private void worker(Map<String, String> config) {
        config.put("claviger.workers.disks", own(Service.WORKER, "disks"));
        config.put("claviger.workers.provider-key", own(Service.WORKER, "provider.key"));
        // Where the clusters keep the keys of their workers' disks; not by the door, which serves clusters over TLS
        // only.
        config.put("claviger.clusters.url", url(ports.master()));
    }

    private void audit(Map<String, String> config) throws IOException {
        config.put("claviger.audit.signing.keystore", own(Service.AUDIT, "signing.pem"));
        config.put("claviger.audit.signing.password", secrets.keystorePassword(Service.AUDIT));
        config.put("claviger.audit.access.platform-account", secrets.accountId());
        // After a restore somebody says that it was one, for this start (docs/operations/backup.md).
        String restoredFrom = System.getenv("CLAVIGER_AUDIT_LOG_RESTORED_FROM");
        if (restoredFrom != null && !restoredFrom.isBlank()) {
            config.put("claviger.audit.log.restored-from", restoredFrom);
        }
    }

    private String own(Service service, String file) {
        return folder.data(service.partName()).resolve(file).toString();
    }

    private static String url(int port) {
        return "http://127.0.0.1:" + port;
    }
}
