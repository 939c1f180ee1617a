package io.claviger.workers.secret;

import io.claviger.workers.node.WorkerId;
import java.util.Locale;

/**
 * A secret in the one namespace that worker-service may write to, {@code kube-system}. Names of clusters and pools take more
 * characters than a secret's name does (RFC 1123); the id of the cluster and the worker's own digits, which stay, keep names
 * apart, and the seal of the content names the worker in full.
 */
public record SecretName(String value) {

    public static final String NAMESPACE = "kube-system";

    private static final String PREFIX = "luks-";

    public static SecretName of(WorkerId worker) {
        return new SecretName(PREFIX + worker.value().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-"));
    }

    /** As people write it, {@code namespace/name}. */
    public String path() {
        return NAMESPACE + "/" + value;
    }

    @Override
    public String toString() {
        return path();
    }
}
