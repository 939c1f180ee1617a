package io.claviger.masters.kubernetes.serving;

import io.claviger.masters.kubernetes.object.Admission;
import io.claviger.masters.kubernetes.view.Views;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;

/** The rules as beans; they themselves know no container. */
class Rules {

    @Produces
    @Singleton
    Admission admission() {
        return new Admission(new SecureRandom());
    }

    @Produces
    @Singleton
    Views views(Clock clock) {
        return new Views(clock);
    }
}
