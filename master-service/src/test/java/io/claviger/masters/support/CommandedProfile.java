package io.claviger.masters.support;

import io.claviger.masters.profile.Profile;
import io.claviger.masters.version.DocProfile;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Optional;

/** The installation's choice as a test commands it; the default one until then, so that the clock can be compressed without a restart. */
@Mock
@ApplicationScoped
public class CommandedProfile extends Profile {

    private volatile DocProfile documents = DocProfile.OF_2025;
    private volatile Duration longLag = DocProfile.OF_2025.usualLag();

    public CommandedProfile() {
        super("2025", Optional.empty());
    }

    public void documents(DocProfile now) {
        documents = now;
    }

    public void longLag(Duration now) {
        longLag = now;
    }

    public void asDelivered() {
        documents = DocProfile.OF_2025;
        longLag = DocProfile.OF_2025.usualLag();
    }

    @Override
    public DocProfile documents() {
        return documents;
    }

    @Override
    public Duration longLag() {
        return longLag;
    }
}
