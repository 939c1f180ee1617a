package io.claviger.iam.token.edge;

import io.claviger.iam.account.Identity;
import io.claviger.iam.apikey.ApiKey;
import io.claviger.iam.apikey.ApiKeyActions;
import io.claviger.iam.token.TokenRefusal;
import io.claviger.iam.token.TokenRequest;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.Map;

/** Who got a token and who did not: as activity, and counted. A credential is in neither. */
@ApplicationScoped
public class LoginRecord {

    private static final String ACTION = "iam-identity.user-apikey.login";
    private static final String PASSCODE = "iam-identity.user-passcode.create";
    private static final String TYPE = ApiKeyActions.TYPE;
    private static final String UNKNOWN_KEY = "crn:v1:bluemix:public:iam-identity::::apikey:unknown";
    private static final Caller NOBODY = new Caller("unknown", "unknown", "", Caller.Kind.USER, Map.of());

    private final Activities activities;
    private final MeterRegistry meters;
    private final RefusalBudget budget;

    public LoginRecord(Activities activities, MeterRegistry meters, TokenConfig config, Clock clock) {
        this.activities = activities;
        this.meters = meters;
        this.budget = new RefusalBudget(config.recordedRefusals(), clock);
    }

    /** In the caller's transaction. */
    void issued(TokenRequest request, ApiKey key) {
        count("issued");
        activities.record(
                owner(key), Activity.of(ACTION, key.crn(), key.name(), TYPE).request("grantType", request.grantType()));
    }

    /** In the caller's transaction. */
    void passcodeMade(ApiKey key) {
        count("passcode");
        activities.record(
                owner(key), Activity.of(PASSCODE, key.crn(), key.name(), TYPE).status(200));
    }

    /** As a login that is refused: whoever guesses tokens may do it at either place. */
    void passcodeRefused(TokenRefusal refusal) {
        refused(PASSCODE, TokenRequest.REFRESH_GRANT, refusal);
    }

    /** On its own: nothing else was changed. Anybody can be refused, so not each of any number is recorded. */
    void refused(TokenRequest request, TokenRefusal refusal) {
        refused(ACTION, request.grantType(), refusal);
    }

    private void refused(String action, String grantType, TokenRefusal refusal) {
        count(refusal.name());
        budget.take()
                .ifPresent(passedOver -> activities.recordAlone(
                        NOBODY,
                        Activity.of(action, UNKNOWN_KEY, "unknown", TYPE)
                                .failed(400, refusal.message())
                                .request("grantType", grantType)
                                .request("refusedBeforeUnrecorded", passedOver)));
    }

    private void count(String outcome) {
        meters.counter("claviger.iam.tokens", "outcome", outcome).increment();
    }

    private static Caller owner(ApiKey key) {
        Caller.Kind kind = switch (key.owner()) {
            case Identity.User _, Identity.ServiceId _ -> Caller.Kind.USER;
            case Identity.Service _ -> Caller.Kind.SERVICE;
        };
        String id = key.owner().iamId();
        return new Caller(id, id, key.account().value(), kind, key.grants().byService());
    }
}
