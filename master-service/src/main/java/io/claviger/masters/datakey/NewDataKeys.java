package io.claviger.masters.datakey;

import io.claviger.crypto.DerivedKeyAead;
import io.claviger.crypto.SecretBytes;
import io.claviger.keyclient.kms.KeyRef;
import io.claviger.keyclient.kms.Kms;
import io.claviger.keyclient.kms.Kms.Wrapped;
import io.claviger.masters.kubernetes.ClusterId;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;

/** Makes data keys. The plain one does not outlive the call: who needs it has it unwrapped, which proves that it can be. */
@ApplicationScoped
public class NewDataKeys {

    private final Kms kms;
    private final PlainDataKeys plainKeys;
    private final SecureRandom random = new SecureRandom();

    public NewDataKeys(Kms kms, PlainDataKeys plainKeys) {
        this.kms = kms;
        this.plainKeys = plainKeys;
    }

    public Wrapped wrapNew(ClusterId cluster, KeyRef key) {
        try (SecretBytes fresh = SecretBytes.random(random, DerivedKeyAead.DATA_KEY_BYTES)) {
            return kms.wrap(key, fresh, plainKeys.context(cluster));
        }
    }
}
