package io.claviger.workers.rootkey;

import io.claviger.keyclient.kms.KeyRefusedException;
import io.claviger.keyclient.kms.Kms;
import io.claviger.workers.pool.DiskEncryption;
import jakarta.enterprise.context.ApplicationScoped;

/** Asks key-service about a root key before a pool is ordered under it, so that the caller learns at once what is wrong. */
@ApplicationScoped
public class RootKeyCheck {

    private final Kms kms;

    public RootKeyCheck(Kms kms) {
        this.kms = kms;
    }

    /** What the check found; only {@link Usable} lets the order go on. */
    public sealed interface Finding {
        /** @param encryption by the name that key-service knows the key by */
        record Usable(DiskEncryption encryption) implements Finding {}

        record NoInstance() implements Finding {}

        record NoKey() implements Finding {}

        record NotARootKey() implements Finding {}

        record NotActive(int state) implements Finding {}

        /** Key-service does not let this service see the instance. */
        record NotAuthorized(String why) implements Finding {}
    }

    /** @param account that is to own the instance; another's instance is answered as one that does not exist */
    public Finding of(DiskEncryption encryption, String account) {
        try {
            boolean seen = kms.instance(encryption.instanceId())
                    .filter(instance -> instance.accountId().equals(account))
                    .isPresent();
            return seen
                    ? kms.key(encryption.instanceId(), encryption.keyId())
                            .map(key -> judge(key, encryption))
                            .orElseGet(Finding.NoKey::new)
                    : new Finding.NoInstance();
        } catch (KeyRefusedException e) {
            return e.status() == 401 || e.status() == 403
                    ? new Finding.NotAuthorized(e.getMessage() + " (" + e.code() + ")")
                    : new Finding.NoKey();
        }
    }

    private static Finding judge(Kms.RootKey key, DiskEncryption asked) {
        if (key.extractable()) {
            return new Finding.NotARootKey();
        }
        if (key.state() != 1) {
            return new Finding.NotActive(key.state());
        }
        return asked.named(key.crn()).<Finding>map(Finding.Usable::new).orElseGet(Finding.NoKey::new);
    }
}
