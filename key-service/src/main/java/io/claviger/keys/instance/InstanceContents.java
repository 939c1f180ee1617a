package io.claviger.keys.instance;

import io.claviger.keys.instance.rules.Instance;
import io.claviger.kit.caller.Caller;

/** What an instance holds, seen by who gives it up. Implemented by the feature that keeps keys. */
public interface InstanceContents {

    /**
     * Purges all keys of the instance, in the caller's transaction, provided that all are destroyed.
     *
     * @return how many are not destroyed, counted up to a limit; unless it is zero the caller rolls back
     */
    long purgeIfAllDestroyed(Instance instance, Caller caller);
}
