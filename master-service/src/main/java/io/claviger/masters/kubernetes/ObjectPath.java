package io.claviger.masters.kubernetes;

import java.util.UUID;

/**
 * What a sealed object is bound to, beside its cluster, so that one row's ciphertext is refused in any other row; the uid keeps
 * a deleted object from coming back under its name.
 */
public record ObjectPath(String namespace, String name, UUID uid) {}
