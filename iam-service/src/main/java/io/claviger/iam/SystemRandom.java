package io.claviger.iam;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;

/** The one place where randomness enters. */
public class SystemRandom {

    @Produces
    @Singleton
    @DefaultBean
    SecureRandom random() {
        return new SecureRandom();
    }
}
