package io.claviger.keyclient.kms;

import io.claviger.crypto.SecretBytes;
import java.net.URI;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A key management service as its dependants need it. Every method may throw {@link KmsUnreachableException} (try again) or
 * {@link KeyRefusedException} (the service said no, with its code).
 */
public interface Kms {

    /** At most this many items or keys in one call. */
    int BATCH = 1000;

    Wrapped wrap(KeyRef key, SecretBytes dataKey, List<String> aad);

    /** The caller owns, and closes, the answer. */
    SecretBytes unwrap(KeyRef key, String ciphertext, List<String> aad);

    /** Wraps again under the newest version; one outcome per item, in order. At most {@link #BATCH} items. */
    List<RewrapOutcome> rewrap(KeyRef key, List<RewrapItem> items);

    /**
     * Key-service's own answer about these keys (I4), by CRN; at most {@link #BATCH}. A key without one is a key that nobody has
     * answered about; only {@link KeyAnswer.Unknown} says that there is none.
     */
    Map<String, KeyAnswer> states(Collection<String> keyCrns);

    /** Tells key-service that the resource is encrypted under the key; doing so twice is harmless. */
    void register(KeyRef key, String resourceCrn, String description);

    /** Takes the registration back; harmless when there is none. */
    void deregister(KeyRef key, String resourceCrn);

    /** Instances that the account owns. */
    List<KmsInstance> instances(String accountId);

    Optional<KmsInstance> instance(String instanceId);

    /** The same at another KMS, wherever the instance is known to be. */
    Optional<KmsInstance> instanceAt(URI place, String instanceId);

    /** Whether the instance takes calls of people from certain addresses only (policy {@code allowedIP}). */
    boolean restrictsAddresses(String instanceId);

    /** Active root keys of an instance. */
    List<RootKey> rootKeys(String instanceId);

    Optional<RootKey> key(String instanceId, String keyId);

    /** @param ciphertext opaque text to store; @param keyVersionId version that made it */
    record Wrapped(String ciphertext, String keyVersionId) {}

    record RewrapItem(String ciphertext, List<String> aad) {}

    /** Outcome of one item of a batch. */
    sealed interface RewrapOutcome {
        record Rewrapped(String ciphertext, String keyVersionId) implements RewrapOutcome {}

        record Failed(String code, String message) implements RewrapOutcome {}
    }

    /** @param service {@code kms} or {@code hs-crypto} */
    record KmsInstance(String id, String crn, String name, String region, String service, String accountId) {}

    /** A key's public metadata; {@code extractable} keys are standard keys and wrap nothing. */
    record RootKey(String id, String crn, String name, boolean extractable, int state) {}
}
