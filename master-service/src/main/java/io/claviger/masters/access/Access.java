package io.claviger.masters.access;

import io.claviger.kit.caller.Caller;
import io.claviger.masters.refusal.ClusterFault;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides before anything else does; whatever is not granted is refused. */
public final class Access {

    static final String SERVICE = "containers-kubernetes";
    private static final Set<String> KMS_READERS = Set.of("Reader", "ReaderPlus", "Writer", "Manager");

    private Access() {}

    public static void require(Caller caller, Role role) {
        if (!caller.has(SERVICE, role.includedIn())) {
            throw ClusterFault.ROLE_MISSING.because(
                    "You are not authorized for this action. The platform role %s for the Kubernetes Service is required."
                            .formatted(role.wireName()));
        }
    }

    /**
     * Whoever makes a service of ours use a root key needs a right on keys themselves, and the key must be of the cluster's own
     * account: the service's token works in every account, and must not be lent out.
     */
    public static void requireKey(Caller caller, String keyAccount, String clusterAccount) {
        if (!caller.has("kms", KMS_READERS)) {
            throw ClusterFault.KMS_FORBIDDEN.because(
                    "%s, the owner of the API key in use, needs at least the service role Reader on the key management service."
                            .formatted(caller.name()));
        }
        if (!keyAccount.equals(clusterAccount)) {
            throw ClusterFault.NOT_DELEGATED.because(
                    "No authorization of the account %s lets the Kubernetes Service of account %s use its key management service."
                            .formatted(keyAccount, clusterAccount));
        }
    }

    /** The account to work in: what the header names, or the token's own; an empty header is an absent one. */
    public static String account(Caller caller, @Nullable String header) {
        if (header == null || header.isBlank()) {
            return caller.accountId();
        }
        if (!caller.mayActIn(header.strip())) {
            throw ClusterFault.ROLE_MISSING.because("You are not authorized to act in the account that "
                    + "X-Auth-Resource-Account names; use a token of that account.");
        }
        return header.strip();
    }
}
