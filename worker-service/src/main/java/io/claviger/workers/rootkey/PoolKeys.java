package io.claviger.workers.rootkey;

import io.claviger.keyclient.binding.KeyBindings;
import io.claviger.keyclient.binding.LeasedKey;
import io.claviger.keyclient.lease.LeaseConfig;
import io.claviger.workers.pool.DiskEncryption;
import io.claviger.workers.pool.KeyStanding;
import io.claviger.workers.pool.KeyStanding.ProviderManaged;
import io.claviger.workers.pool.KeyStanding.Unbound;
import io.claviger.workers.pool.KeyStanding.Unconfirmed;
import io.claviger.workers.pool.KeyStanding.UnderRootKey;
import io.claviger.workers.pool.Pool;
import jakarta.enterprise.context.ApplicationScoped;

/** How pools stand with their root keys, read from the one row per key. */
@ApplicationScoped
public class PoolKeys {

    private final KeyBindings bindings;
    private final LeaseConfig lease;

    public PoolKeys(KeyBindings bindings, LeaseConfig lease) {
        this.bindings = bindings;
        this.lease = lease;
    }

    public KeyStanding of(Pool pool) {
        DiskEncryption encryption = pool.spec().encryption();
        if (encryption == null) {
            return new ProviderManaged();
        }
        return bindings.bindingOf(pool.crn())
                .flatMap(binding -> bindings.leased(binding.key().ref().crn()))
                .map(this::standing)
                .orElseGet(() -> new Unbound(encryption.keyCrn()));
    }

    private KeyStanding standing(LeasedKey leased) {
        boolean confirmed = !leased.key().available() || leased.usable(lease.duration());
        return confirmed
                ? new UnderRootKey(leased.key())
                : new Unconfirmed(leased.key(), leased.proof().provenAt());
    }

    /**
     * The key's epoch now. To be read before key-service is asked for a passphrase: should the key be lost in between, the disk
     * counts as opened in the earlier epoch, hence as closed.
     */
    public long epoch(Pool pool) {
        return switch (of(pool)) {
            case ProviderManaged _, Unbound _ -> 0;
            case UnderRootKey under -> under.key().epoch();
            case Unconfirmed unconfirmed -> unconfirmed.key().epoch();
        };
    }
}
