package io.claviger.keyclient.binding;

import io.claviger.keyclient.lease.LeaseConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The one place that decides whether something under a root key may be used now: key-service has said that it is available, and
 * it was proven within the lease that this still holds (I5). One query, on the rows that all replicas share.
 */
@ApplicationScoped
public class KeyGate {

    private final KeyBindings bindings;
    private final LeaseConfig config;

    public KeyGate(KeyBindings bindings, LeaseConfig config) {
        this.bindings = bindings;
        this.config = config;
    }

    /** The key, if it may be used. */
    public BoundKey requireAvailable(String keyCrn) {
        LeasedKey leased = bindings.leased(keyCrn)
                .orElseThrow(() -> new IllegalStateException("nothing here hangs from key " + keyCrn));
        if (!leased.usable(config.duration())) {
            throw new KeyUnavailableException(KeyRefusal.of(leased));
        }
        return leased.key();
    }

    /** Those of the keys that may be used now, and for how much longer on the proofs there are. */
    public Map<String, Duration> usable(Collection<String> keyCrns) {
        return bindings.leased(keyCrns).stream()
                .filter(leased -> leased.usable(config.duration()))
                .collect(Collectors.toMap(
                        leased -> leased.key().ref().crn(), leased -> leased.remaining(config.duration())));
    }
}
