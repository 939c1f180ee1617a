package io.claviger.masters.support;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.io.IOException;
import java.security.GeneralSecurityException;

/** A new authority in its place before anybody asks for a certificate. */
@ApplicationScoped
public class TestAuthorityFiles {

    void write(@Observes StartupEvent started) throws IOException, GeneralSecurityException {
        TestAuthority.ofNow().writeTo(TestAuthority.FOLDER);
    }
}
