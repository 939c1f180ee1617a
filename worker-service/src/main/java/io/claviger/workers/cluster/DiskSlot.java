package io.claviger.workers.cluster;

/**
 * A disk that every worker of an infrastructure has (clusters-api.md 5.1).
 *
 * @param role {@code primary} boots the worker
 * @param content what lies on it
 * @param encrypted whether it is opened with a passphrase of its worker's own
 */
public record DiskSlot(String role, String content, boolean encrypted) {}
