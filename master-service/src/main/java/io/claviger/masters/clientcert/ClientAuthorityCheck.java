package io.claviger.masters.clientcert;

import io.claviger.masters.frontdoor.FrontDoorConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Not ready with an authority that cannot issue, or that vouches for servers too: its certificates would prove more than they say. */
@Readiness
@ApplicationScoped
class ClientAuthorityCheck implements HealthCheck {

    private final ClientAuthority authority;
    private final FrontDoorConfig frontDoor;

    ClientAuthorityCheck(ClientAuthority authority, FrontDoorConfig frontDoor) {
        this.authority = authority;
        this.frontDoor = frontDoor;
    }

    @Override
    public HealthCheckResponse call() {
        HealthCheckResponseBuilder check = HealthCheckResponse.named("client authority");
        Optional<String> fault = authority.isThere() ? fault() : Optional.empty();
        return fault.map(why -> check.down()
                        .withData("claviger.masters.client-authority", why)
                        .build())
                .orElseGet(() -> check.up().build());
    }

    private Optional<String> fault() {
        try {
            authority.requireUsable();
            Optional<Path> servers = frontDoor.caFile();
            if (servers.isPresent()) {
                List<X509Certificate> others = PemFile.certificates(Files.readString(servers.get()));
                if (authority.believed().stream().anyMatch(others::contains)) {
                    return Optional.of("must not be the authority of claviger.front-door.ca-file");
                }
            }
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
