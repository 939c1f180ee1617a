package io.claviger.keys.custody;

import io.claviger.crypto.DerivedKeyAead;
import io.claviger.crypto.KeyCommitment;
import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.UUID;

/** A 256-bit AES key that lives in a keystore file. Safe as long as file, password and database are not lost together. */
public final class KeystoreSeal implements Seal {

    private final String name;
    private final SecretBytes key;
    private final UUID keyId;
    private final DerivedKeyAead aead;

    KeystoreSeal(String name, SecretBytes key, SecureRandom random) {
        this.name = name;
        this.key = key;
        // Public, and different for every key: a wrong keystore shows as another key, not as damaged data.
        ByteBuffer commitment = ByteBuffer.wrap(KeyCommitment.of(key).toBytes());
        this.keyId = new UUID(commitment.getLong(), commitment.getLong());
        this.aead = new DerivedKeyAead(random);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public UUID keyId() {
        return keyId;
    }

    @Override
    public Sealed seal(SecretBytes secret, List<String> context) {
        return Sealed.fromBytes(aead.seal(key, keyId, context, secret));
    }

    @Override
    public Opening open(Sealed sealed, List<String> context) {
        return aead.open(key, keyId, context, sealed.toBytes());
    }

    @Override
    public void close() {
        key.close();
    }
}
