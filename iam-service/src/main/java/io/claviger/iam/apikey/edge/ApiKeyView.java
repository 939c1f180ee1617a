package io.claviger.iam.apikey.edge;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.claviger.iam.apikey.ApiKey;
import io.claviger.iam.apikey.ApiKeySecret;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API key as the IAM Identity Services API shows it, with the roles beside it.
 *
 * @param locked true for a key of the configuration, which a request cannot delete
 * @param apikey the key itself; only in the answer that made it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ApiKeyView(
        String id,
        String crn,
        String name,
        String iam_id,
        String account_id,
        Map<String, List<String>> grants,
        boolean locked,
        Instant created_at,
        String created_by,
        @Nullable String apikey) {

    /**
     * One page of an account's keys.
     *
     * @param next path of the next page, absent on the last
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Page(int limit, @Nullable String next, List<ApiKeyView> apikeys) {}

    static ApiKeyView of(ApiKey key) {
        return view(key, null);
    }

    static ApiKeyView withSecret(ApiKey key, ApiKeySecret secret) {
        return view(key, secret.reveal());
    }

    private static ApiKeyView view(ApiKey key, @Nullable String secret) {
        return new ApiKeyView(
                key.id().toString(),
                key.crn(),
                key.name(),
                key.owner().iamId(),
                key.account().value(),
                key.grants().byService(),
                key.origin() == ApiKey.Origin.BOOTSTRAP,
                key.createdAt().truncatedTo(ChronoUnit.SECONDS),
                key.createdBy(),
                secret);
    }

    @Override
    public String toString() {
        return "ApiKeyView[id=" + id + "]";
    }
}
