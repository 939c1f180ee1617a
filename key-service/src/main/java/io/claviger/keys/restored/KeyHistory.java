package io.claviger.keys.restored;

import io.claviger.events.KeySnapshot;
import java.time.Instant;
import java.util.List;

/** What the world has been told of keys. */
public interface KeyHistory {

    /**
     * @param whole whether nothing that was published since can be missing
     * @param latest the newest state of each key that changed
     */
    record Since(boolean whole, List<KeySnapshot> latest) {}

    Since since(Instant time);
}
