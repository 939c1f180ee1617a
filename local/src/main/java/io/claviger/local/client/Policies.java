package io.claviger.local.client;

import java.util.List;
import java.util.Map;

/** Authorizations by which services use the root keys of the caller's account. */
public final class Policies {

    private static final int THERE_IS_ONE = 409;
    private static final String READER = "crn:v1:bluemix:public:iam::::serviceRole:Reader";
    private static final String DELEGATOR = "crn:v1:bluemix:public:iam::::role:AuthorizationDelegator";

    private final PublicApi api;

    public Policies(PublicApi api) {
        this.api = api;
    }

    /** What whoever owns an instance must permit once, before worker pools can be under its keys. */
    public void letPoolsUse(String instance) {
        permit("containers-kubernetes", instance, List.of(READER, DELEGATOR));
        permit("server-protect", instance, List.of(READER));
    }

    private void permit(String service, String instance, List<String> roles) {
        Answer answer = api.call(
                "POST",
                "/v1/policies",
                Map.of(
                        "type",
                        "authorization",
                        "subjects",
                        List.of(attributes(Map.of("serviceName", service))),
                        "roles",
                        roles.stream().map(role -> Map.of("role_id", role)).toList(),
                        "resources",
                        List.of(attributes(Map.of("serviceName", "kms", "serviceInstance", instance)))));
        if (answer.status() != THERE_IS_ONE) {
            answer.orFail();
        }
    }

    private static Map<String, Object> attributes(Map<String, String> values) {
        return Map.of(
                "attributes",
                values.entrySet().stream()
                        .map(entry -> Map.of("name", entry.getKey(), "value", entry.getValue()))
                        .toList());
    }
}
