package io.claviger.keys.custody;

import io.claviger.crypto.Opening;
import io.claviger.crypto.SecretBytes;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * All seals that this replica was given. It opens under any of them and seals under the one that the database calls the
 * current one, whatever the configuration's order: so replicas agree while the database moves from one seal to another.
 */
final class Seals implements Seal {

    private final Map<UUID, Seal> byKey = new LinkedHashMap<>();
    private final Supplier<UUID> current;

    /** @param current id of the key that the database says is to be sealed under; asked on every sealing */
    Seals(List<Seal> seals, Supplier<UUID> current) {
        seals.forEach(seal -> byKey.put(seal.keyId(), seal));
        this.current = current;
    }

    @Override
    public String name() {
        return String.join(", ", byKey.values().stream().map(Seal::name).toList());
    }

    @Override
    public UUID keyId() {
        return current.get();
    }

    @Override
    public Sealed seal(SecretBytes secret, List<String> context) {
        return of(current.get()).seal(secret, context);
    }

    @Override
    public Opening open(Sealed sealed, List<String> context) {
        return of(keyIdOf(sealed)).open(sealed, context);
    }

    @Override
    public void close() {
        byKey.values().forEach(Seal::close);
    }

    /** From the part of the layout that all seals share. */
    static UUID keyIdOf(Sealed sealed) {
        byte[] bytes = sealed.toBytes();
        if (bytes.length < 1 + 2 * Long.BYTES) {
            throw new MaterialDamagedException("sealed bytes are shorter than their header");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes).position(1);
        return new UUID(header.getLong(), header.getLong());
    }

    private Seal of(UUID keyId) {
        Seal seal = byKey.get(keyId);
        if (seal == null) {
            throw new UnknownSealException(keyId);
        }
        return seal;
    }
}
