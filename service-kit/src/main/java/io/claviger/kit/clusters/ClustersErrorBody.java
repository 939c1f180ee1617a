package io.claviger.kit.clusters;

/**
 * The error body of the clusters API.
 *
 * @param incidentID the correlation id, by which the logs and the audit records are found
 */
record ClustersErrorBody(
        String incidentID, String code, String description, String type, String recoveryCLI, String terseDescription) {

    static ClustersErrorBody of(ClustersFault fault, String description, String incident) {
        ClustersFault.Terms terms = fault.terms();
        return new ClustersErrorBody(incident, terms.code(), description, terms.type(), terms.cure(), terms.terse());
    }
}
