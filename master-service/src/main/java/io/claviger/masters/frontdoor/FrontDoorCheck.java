package io.claviger.masters.frontdoor;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.file.Files;
import java.nio.file.Path;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready with a front door that kubeconfigs cannot name safely: tokens go over https only, and to whom the CA vouches for. */
@Readiness
@ApplicationScoped
class FrontDoorCheck implements HealthCheck {

    private final FrontDoorConfig config;

    FrontDoorCheck(FrontDoorConfig config) {
        this.config = config;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder check = HealthCheckResponse.named("front door");
        if (!config.httpsUrl().startsWith("https://")) {
            return check.down()
                    .withData("claviger.front-door.https-url", "must begin with https://")
                    .build();
        }
        Path ca = config.caFile().orElse(null);
        if (ca != null && !Files.isReadable(ca)) {
            return check.down()
                    .withData("claviger.front-door.ca-file", "cannot be read: " + ca)
                    .build();
        }
        return check.up().build();
    }
}
