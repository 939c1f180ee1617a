package io.claviger.kit.crn;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A cloud resource name of ten segments (clusters-api.md 4.5, key-protect-api.md 1.9). Terraform counts the segments, so a
 * value that exists has all ten.
 *
 * @param account account id, without the {@code a/} scope prefix
 * @param resource may itself contain colons only when URL-encoded
 */
public record Crn(
        String cname,
        String ctype,
        String service,
        String location,
        String account,
        String instance,
        String resourceType,
        String resource) {

    public Crn {
        for (String part : List.of(cname, ctype, service, location, account, instance, resourceType, resource)) {
            if (!isPart(part)) {
                throw new IllegalArgumentException("a part of a CRN holds a colon, a blank or a control character");
            }
        }
    }

    private static final String CNAME = "bluemix";
    private static final String CTYPE = "public";

    /** CRN of an instance of Key Protect; what service a given instance is of, and where it is, only key-service tells. */
    public static Crn kmsInstance(String region, String account, String instance) {
        return new Crn(CNAME, CTYPE, "kms", region, account, instance, "", "");
    }

    /** The services whose instances keep root keys: Key Protect, and Hyper Protect Crypto Services. */
    public static final List<String> KMS_SERVICES = List.of("kms", "hs-crypto");

    /** The same name in another service. */
    public Crn ofService(String other) {
        return new Crn(cname, ctype, other, location, account, instance, resourceType, resource);
    }

    /** CRN of a root key; the instance's service name is kept. */
    public Crn key(String keyId) {
        return new Crn(cname, ctype, service, location, account, instance, "key", keyId);
    }

    /** CRN of a cluster: the resource of its registration. */
    public static Crn cluster(String region, String account, String clusterId) {
        return new Crn(CNAME, CTYPE, "containers-kubernetes", region, account, clusterId, "", "");
    }

    /** CRN of a worker pool: the resource of its registration. */
    public Crn workerPool(String poolId) {
        return new Crn(cname, ctype, service, location, account, instance, "worker-pool", poolId);
    }

    /** Reads a CRN; empty when the text is none. A scope that is not an account (an organisation, a space) is none here. */
    public static Optional<Crn> parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 10 || !parts[0].equals("crn") || !parts[1].equals("v1")) {
            return Optional.empty();
        }
        String scope = parts[6];
        boolean account = scope.length() > 2 && scope.startsWith("a/");
        if (!(account || scope.isEmpty()) || !Arrays.stream(parts).allMatch(Crn::isPart)) {
            return Optional.empty();
        }
        return Optional.of(new Crn(
                parts[2],
                parts[3],
                parts[4],
                parts[5],
                account ? scope.substring(2) : "",
                parts[7],
                parts[8],
                parts[9]));
    }

    private static boolean isPart(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c == ':' || c == 0x7f) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        String scope = account.isEmpty() ? "" : "a/" + account;
        return String.join(":", "crn", "v1", cname, ctype, service, location, scope, instance, resourceType, resource);
    }
}
