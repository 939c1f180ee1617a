package io.claviger.masters.kubernetes.watch;

import io.claviger.masters.kubernetes.StoredChange;
import io.claviger.masters.kubernetes.object.KubeObject;
import java.io.IOException;

/** Where a watch is written to: one client. Waits for a client that is slow to read. */
public interface WatchSink {

    void event(StoredChange.Type type, KubeObject object) throws IOException;

    /** @param endsInitial whether everything that was there at the start has been told now */
    void bookmark(long version, boolean endsInitial) throws IOException;

    /** Sends what was written so far. */
    void flush() throws IOException;
}
