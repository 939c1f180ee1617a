package io.claviger.iam.apikey;

import io.claviger.iam.account.AccountId;
import io.claviger.iam.account.Grants;
import io.claviger.iam.account.Identity;
import java.time.Instant;

/**
 * What is known of an API key once it is made; never the key.
 *
 * @param position grows with every key made; lists are paged by it
 * @param createdBy iam id of whoever made it
 */
public record ApiKey(
        ApiKeyId id,
        long position,
        AccountId account,
        String name,
        Identity owner,
        Grants grants,
        Origin origin,
        Instant createdAt,
        String createdBy) {

    /** Where a key comes from; what configuration makes, only configuration takes away. */
    public enum Origin {
        BOOTSTRAP,
        REQUEST
    }

    public String crn() {
        return crn(account, id.toString());
    }

    /** IAM is global: its names have no location and no instance. */
    public static String crn(AccountId account, String id) {
        return "crn:v1:bluemix:public:iam-identity::a/" + account + "::apikey:" + id;
    }
}
