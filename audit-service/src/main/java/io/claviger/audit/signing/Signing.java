package io.claviger.audit.signing;

import io.claviger.audit.note.NoteSigner;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import java.security.SecureRandom;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Makes the signer when the service starts, so that a missing password or a foreign file is seen at once. */
public class Signing {

    @Produces
    @ApplicationScoped
    @Startup
    NoteSigner signer(SigningConfig config, @ConfigProperty(name = "claviger.audit.log.origin") String origin) {
        return LogSigner.open(origin, config.keystore(), config.password().toCharArray(), new SecureRandom());
    }
}
