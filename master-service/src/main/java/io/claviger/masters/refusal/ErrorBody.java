package io.claviger.masters.refusal;

/** The error body of the clusters API (clusters-api.md 1.9). */
record ErrorBody(
        String incidentID, String code, String description, String type, String recoveryCLI, String terseDescription) {

    static ErrorBody of(ClusterFault fault, String description, String incident) {
        return new ErrorBody(incident, fault.code(), description, fault.type(), fault.cure(), fault.terse());
    }
}
