package io.claviger.testkit.fuzz;

import com.fasterxml.jackson.databind.JsonNode;

/** The error bodies of the clusters API, of which two services serve a part (clusters-api.md 1.9). */
public final class ClustersErrors {

    private ClustersErrors() {}

    /** A refusal of the API itself, or one that speaks for IAM. */
    public static boolean isOne(JsonNode body, int status) {
        boolean iam = body.path("errorCode").asText().startsWith("BXNIM")
                && !body.path("errorMessage").asText().isBlank();
        return status == 401
                ? iam
                : body.path("code").asText().matches("[A-Z][0-9a-f]{4}")
                        && !body.path("description").asText().isBlank()
                        && !body.path("incidentID").asText().isBlank();
    }
}
