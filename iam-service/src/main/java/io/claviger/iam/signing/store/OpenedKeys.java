package io.claviger.iam.signing.store;

import io.claviger.iam.signing.SigningKeys;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import org.jose4j.keys.resolvers.VerificationKeyResolver;

/** Opens the keystore at start, so that a wrong password stops the service and not its first caller. */
public class OpenedKeys {

    @Produces
    @Singleton
    @Startup
    SigningKeys signingKeys(SigningConfig config, SecureRandom random, Clock clock) {
        return new SigningKeystore(
                        config.keystore(), config.password(), config.alias(), new FirstKeyEntry(random, clock))
                .open();
    }

    /** This service checks tokens with the keys it signs with, and need not call itself. */
    @Produces
    @Singleton
    VerificationKeyResolver ownKeys(SigningKeys keys) {
        return keys.verification();
    }
}
