package io.claviger.workers.pool;

import io.claviger.kit.crn.Crn;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The root key that a pool's disks hang from; it never changes after the pool was ordered (S132).
 *
 * @param accountId account of the KMS instance, absent for the cluster's own
 * @param keyCrn CRN of the root key, which events and bindings name; until key-service has been asked, a guess: which service the
 *     instance is of ({@code kms} or {@code hs-crypto}), and in which region, neither a caller nor an event says
 */
public record DiskEncryption(
        String instanceId, String keyId, @Nullable String accountId, String keyCrn) {

    private static final Pattern SEGMENT = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    public DiskEncryption {
        if (!SEGMENT.matcher(instanceId).matches() || !SEGMENT.matcher(keyId).matches()) {
            throw new IllegalArgumentException("instance and root key are named by ids of letters, digits and dashes");
        }
    }

    /** The same by the key's true name; nothing when that is another account's key, which was not asked for. */
    public Optional<DiskEncryption> named(String trueKeyCrn) {
        return account(trueKeyCrn).equals(account(keyCrn))
                ? Optional.of(new DiskEncryption(instanceId, keyId, accountId, trueKeyCrn))
                : Optional.empty();
    }

    private static Optional<String> account(String crn) {
        return Crn.parse(crn).map(Crn::account);
    }

    public static DiskEncryption of(
            String region, String ownAccount, String instanceId, String keyId, @Nullable String accountId) {
        String owner = accountId == null || accountId.isBlank() ? ownAccount : accountId;
        String crn = Crn.kmsInstance(region, owner, instanceId).key(keyId).toString();
        return new DiskEncryption(instanceId, keyId, owner.equals(ownAccount) ? null : owner, crn);
    }
}
