package io.claviger.keys.instance;

/** What an instance holds, seen by who gives it up. Implemented by the feature that keeps keys. */
public interface InstanceContents {

    /** @param living keys that are not destroyed, counted up to a limit */
    record Held(long living, boolean any) {}

    Held held(String instanceId);
}
