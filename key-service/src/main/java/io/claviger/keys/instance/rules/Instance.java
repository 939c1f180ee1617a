package io.claviger.keys.instance.rules;

import io.claviger.keys.custody.InstanceKey;
import io.claviger.kit.crn.Crn;
import java.time.Instant;

/**
 * A KMS instance: the account's own room for keys.
 *
 * @param id GUID as clients send it in {@code Bluemix-Instance}
 * @param service CRN service name, {@code kms} or {@code hs-crypto}
 */
public record Instance(
        String id,
        String service,
        String region,
        String accountId,
        String name,
        String resourceGroup,
        String planId,
        InstanceKey key,
        Instant createdAt,
        String createdBy) {

    public Crn crn() {
        return new Crn("bluemix", "public", service, region, accountId, id, "", "");
    }
}
