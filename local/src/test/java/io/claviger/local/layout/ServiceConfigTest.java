package io.claviger.local.layout;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.security.SecureRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ServiceConfigTest {
    @TempDir
    private Path folder;

    private Secrets secrets;
    private ServiceConfig config;

    @BeforeEach
    void open() throws Exception {
        var data = new DataDir(folder);
        data.prepare();
        secrets = Secrets.open(data.secrets(), new SecureRandom());
        var authorities = new ServiceConfig.Authorities(
                folder.resolve("pki/ca.pem"), folder.resolve("pki/clients.pem"), folder.resolve("pki/clients.key"));
        config = new ServiceConfig(data, Ports.standard(), secrets, authorities);
    }

    @Test
    void givesEachServiceItsOwnDatabasePortAndIdentity() throws Exception {
        assertThat(config.of(Service.MASTER))
                .containsEntry("quarkus.http.port", "8183")
                .containsEntry("quarkus.datasource.jdbc.url", "jdbc:postgresql://127.0.0.1:15432/masters")
                .containsEntry("quarkus.datasource.username", "masters")
                .containsEntry("quarkus.datasource.password", secrets.databasePassword(Service.MASTER))
                .containsEntry("claviger.iam.service-api-key", secrets.serviceApiKey(Service.MASTER))
                .containsEntry("claviger.iam.issuer", "http://localhost:8080/identity");
    }

    @Test
    void showsNoServiceTheSecretsOfAnother() throws Exception {
        for (Service service : Service.values()) {
            boolean issuer = service == Service.IAM; // it checks everybody's API key, so it is told all of them
            for (Service other : Service.values()) {
                if (other != service) {
                    assertThat(config.of(service).values())
                            .doesNotContain(secrets.databasePassword(other), secrets.keystorePassword(other));
                    assertThat(config.of(service).containsValue(secrets.serviceApiKey(other)))
                            .isEqualTo(issuer);
                }
            }
        }
    }
}
