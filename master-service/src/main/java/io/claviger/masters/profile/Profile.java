package io.claviger.masters.profile;

import io.claviger.masters.version.DocProfile;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** The installation's choice. A value that is none stops the service when it starts. */
@Startup
@ApplicationScoped
public class Profile {

    private static final Logger LOG = Logger.getLogger(Profile.class);

    private final DocProfile documents;
    private final Duration longLag;

    public Profile(
            @ConfigProperty(name = "claviger.masters.doc-profile", defaultValue = "2025") String documents,
            @ConfigProperty(name = "claviger.masters.long-lag") Optional<Duration> longLag) {
        this.documents = DocProfile.parse(documents)
                .orElseThrow(() -> new IllegalArgumentException(
                        "claviger.masters.doc-profile must be 2021 or 2025, is '" + documents + "'"));
        this.longLag = longLag.orElse(this.documents.usualLag());
        if (this.longLag.isNegative()) {
            throw new IllegalArgumentException("claviger.masters.long-lag must not be negative, is " + this.longLag);
        }
        if (this.longLag.isPositive()) {
            LOG.warnf("masters before 4.5 go on without their root key for up to %s", this.longLag);
        }
    }

    public DocProfile documents() {
        return documents;
    }

    /**
     * How long after a change of its root key a master notices whose version {@link
     * io.claviger.masters.version.Capabilities#noticesLate}. Zero gives every version the bound of the lease (I5).
     */
    public Duration longLag() {
        return longLag;
    }
}
