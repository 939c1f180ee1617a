package io.claviger.keyclient.kms;

import io.claviger.kit.crn.Crn;

/**
 * Names one root key.
 *
 * @param instanceId GUID of its KMS instance
 * @param keyId key id, a UUID
 * @param crn CRN of the key
 */
public record KeyRef(String instanceId, String keyId, String crn) {

    /** Reads a key's CRN. */
    public static KeyRef parse(String keyCrn) {
        Crn crn = Crn.parse(keyCrn)
                .filter(parsed -> parsed.resourceType().equals("key"))
                .orElseThrow(() -> new IllegalArgumentException("not the CRN of a key: " + keyCrn));
        return new KeyRef(crn.instance(), crn.resource(), keyCrn);
    }
}
