package io.claviger.workers.api;

/**
 * The error body of clusters-api.md 1.9.
 *
 * @param incidentID the correlation id, by which the logs and the audit records are found
 */
record ErrorBody(
        String incidentID, String code, String description, String type, String recoveryCLI, String terseDescription) {}
