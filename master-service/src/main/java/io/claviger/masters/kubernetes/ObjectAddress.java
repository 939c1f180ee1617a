package io.claviger.masters.kubernetes;

import io.claviger.masters.kubernetes.object.ObjectKind;

/** Where an object lives in its cluster. @param namespace empty for kinds that are not namespaced */
public record ObjectAddress(ObjectKind kind, String namespace, String name) {}
