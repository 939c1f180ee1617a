package io.claviger.keyclient.testing;

import io.claviger.keyclient.kms.KmsPlaces;
import io.quarkus.test.Mock;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Instances that a test puts somewhere else. */
@Mock
@ApplicationScoped
public class FakePlaces implements KmsPlaces {

    private final Map<String, URI> elsewhere = new ConcurrentHashMap<>();

    public void move(String instanceId) {
        elsewhere.put(instanceId, URI.create("https://" + instanceId + ".example"));
    }

    public void bringBack() {
        elsewhere.clear();
    }

    @Override
    public Optional<URI> of(String instanceId) {
        return Optional.ofNullable(elsewhere.get(instanceId));
    }
}
