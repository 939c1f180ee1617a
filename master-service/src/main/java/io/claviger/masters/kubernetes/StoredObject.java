package io.claviger.masters.kubernetes;

/** @param resourceVersion grows with every change in the cluster */
public record StoredObject(ObjectRow row, long resourceVersion) {}
