package io.claviger.keys.coherence;

import java.util.Collection;

/** Something kept in memory of rows that others may change. Both calls return when nothing of it is used for new calls. */
public interface Cached {

    /** @param subjects ids of the keys and instances that have changed */
    void drop(Collection<String> subjects);

    void dropAll();
}
