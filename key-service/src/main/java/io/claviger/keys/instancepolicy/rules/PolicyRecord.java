package io.claviger.keys.instancepolicy.rules;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the audit trail calls what a policy says (key-protect-api.md 7.2), with the capitals that Key Protect has there. Those of
 * rotation and metrics are not public, and are ours.
 */
public final class PolicyRecord {

    private PolicyRecord() {}

    public static Map<String, Object> of(InstancePolicy policy) {
        Map<String, Object> values = new LinkedHashMap<>();
        boolean enabled = policy.enabled();
        switch (policy.kind()) {
            case DUAL_AUTH_DELETE -> values.put("policyDualAuthDeleteEnabled", enabled);
            case ROTATION -> values.put("policyRotationEnabled", enabled);
            case METRICS -> values.put("policyMetricsEnabled", enabled);
            case ALLOWED_NETWORK -> {
                values.put("policyAllowedNetworkEnabled", enabled);
                if (policy.allowedNetwork() != null) {
                    values.put("policyAllowedNetworkAttribute", policy.allowedNetwork());
                }
            }
            // Disabled it has no addresses.
            case ALLOWED_IP -> values.put("policyAllowedIPAttribute", policy.allowedIp());
            case KEY_CREATE_IMPORT_ACCESS -> {
                values.put("PolicyKCIAEnabled", enabled);
                add(values, policy.access());
            }
        }
        return values;
    }

    private static void add(Map<String, Object> values, @Nullable CreateImportAccess access) {
        if (access != null) {
            values.put("PolicyKCIAAttrCRK", access.createRootKey());
            values.put("PolicyKCIAAttrCSK", access.createStandardKey());
            values.put("PolicyKCIAAttrIRK", access.importRootKey());
            values.put("PolicyKCIAAttrISK", access.importStandardKey());
            values.put("PolicyKCIAAttrET", access.enforceToken());
        }
    }
}
