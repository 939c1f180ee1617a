package io.claviger.iam.policy;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An authorization as it is kept.
 *
 * @param version grows by one with every update; it is what {@code If-Match} speaks of
 * @param byService made by a service of ours on somebody's behalf, and not by a person
 * @param delegatedBy the policy whose delegation it hangs from; it goes when that one does
 */
public record Policy(
        PolicyId id,
        long version,
        Authorization authorization,
        boolean byService,
        @Nullable PolicyId delegatedBy,
        Instant createdAt,
        String createdBy,
        Instant modifiedAt,
        String modifiedBy) {

    public String crn() {
        return crn(authorization.target().account().value(), id.toString());
    }

    /** IAM is global: its names have no location and no instance. */
    public static String crn(String account, String id) {
        return "crn:v1:bluemix:public:iam-access-management::a/" + account + "::policy:" + id;
    }

    public String etag() {
        return "\"" + version + "-" + id.toString().replace("-", "") + "\"";
    }

    /** Whether an If-Match header means this version; a proxy may have made the tag a weak one. */
    public boolean matches(String ifMatch) {
        String tag = ifMatch.strip();
        String bare = tag.startsWith("W/") ? tag.substring(2) : tag;
        return bare.equals("*") || bare.equals(etag()) || ("\"" + bare + "\"").equals(etag());
    }

    public Policy changed(Authorization to, Instant now, String by) {
        return new Policy(id, version + 1, to, byService, delegatedBy, createdAt, createdBy, now, by);
    }

    public Optional<PolicyId> delegation() {
        return Optional.ofNullable(delegatedBy);
    }
}
