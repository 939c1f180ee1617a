package io.claviger.workers.secret;

import java.util.Locale;

/**
 * A secret in the one namespace that worker-service may write to, {@code kube-system}. Names of clusters and pools take more
 * characters than a secret's name does (RFC 1123); the id of the cluster, the worker's own digits and the volume's, which stay,
 * keep names apart, and the seal of the content names the worker in full.
 */
public record SecretName(String value) {

    public static final String NAMESPACE = "kube-system";

    private static final String PREFIX = "luks-";

    /** @param volume name of the volume whose key it holds; it begins with the worker's id */
    public static SecretName of(String volume) {
        return new SecretName(PREFIX + volume.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "-"));
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
