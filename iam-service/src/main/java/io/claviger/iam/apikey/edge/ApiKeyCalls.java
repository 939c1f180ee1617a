package io.claviger.iam.apikey.edge;

import io.claviger.iam.account.AccountId;
import io.claviger.iam.apikey.ApiKey;
import io.claviger.iam.apikey.ApiKeyActions;
import io.claviger.iam.apikey.ApiKeyId;
import io.claviger.iam.apikey.ApiKeySecret;
import io.claviger.iam.apikey.NewApiKey;
import io.claviger.iam.apikey.store.ApiKeys;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Optional;
import java.util.UUID;

/** What can be done with API keys, each with its record in the same transaction. */
@ApplicationScoped
public class ApiKeyCalls {

    private final ApiKeys keys;
    private final Activities activities;
    private final Clock clock;
    private final SecureRandom random;

    public ApiKeyCalls(ApiKeys keys, Activities activities, Clock clock, SecureRandom random) {
        this.keys = keys;
        this.activities = activities;
        this.clock = clock;
        this.random = random;
    }

    @Transactional
    public ApiKeyView create(Caller caller, AccountId account, NewApiKey wish) {
        ApiKeySecret secret = ApiKeySecret.random(random);
        ApiKey key = new ApiKey(
                new ApiKeyId(UUID.randomUUID()),
                0,
                account,
                wish.name(),
                wish.owner(),
                wish.grants(),
                ApiKey.Origin.REQUEST,
                clock.instant(),
                caller.iamId());
        keys.add(key, secret);
        activities.record(
                caller,
                Activity.of(ApiKeyActions.CREATE, key.crn(), key.name(), ApiKeyActions.TYPE)
                        .status(201)
                        .request("iamId", key.owner().iamId())
                        .request("grants", key.grants().byService())
                        .response("id", key.id().toString()));
        return ApiKeyView.withSecret(key, secret);
    }

    /** Keys of other accounts are as unknown as those that never were. */
    @Transactional
    public void delete(Caller caller, AccountId account, String id) {
        ApiKey key = find(account, id)
                .orElseThrow(() -> new ProblemException(new Problem(
                        404, Problem.Kind.NO_SUCH_PATH, "There is no API key with this id in your account.", null)));
        if (key.origin() == ApiKey.Origin.BOOTSTRAP) {
            throw new ProblemException(new Problem(
                    409,
                    Problem.Kind.BAD_REQUEST,
                    "The API key " + key.id() + " is locked: it comes from the configuration of this service and is"
                            + " replaced or removed there.",
                    null));
        }
        keys.remove(key.id());
        activities.record(
                caller,
                Activity.of(ApiKeyActions.DELETE, key.crn(), key.name(), ApiKeyActions.TYPE)
                        .status(204));
    }

    Optional<ApiKey> find(AccountId account, String id) {
        return ApiKeyId.parse(id)
                .flatMap(keys::byId)
                .filter(key -> key.account().equals(account));
    }
}
