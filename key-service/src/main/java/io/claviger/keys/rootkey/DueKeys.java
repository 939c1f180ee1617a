package io.claviger.keys.rootkey;

import io.claviger.keys.rootkey.rules.KeyId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import java.util.List;
import java.util.function.Consumer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Keys that something is to be done to because its time has come, part by part. Each is done in a transaction of its own; one
 * that fails is logged, left for the next time, and stands in nobody's way: what comes after it is read from there on.
 */
final class DueKeys {

    private static final Logger LOG = Logger.getLogger(DueKeys.class);

    private final int chunk;
    private final int most;
    private final Source source;

    /** @param chunk how many keys are read at once */
    DueKeys(int chunk, Source source) {
        this(chunk, Integer.MAX_VALUE, source);
    }

    /** @param most how many are done in one run, to the end of a chunk; those that fail do not count */
    DueKeys(int chunk, int most, Source source) {
        this.chunk = chunk;
        this.most = most;
        this.source = source;
    }

    /** By id, from after the given one; from the first when that is absent. */
    interface Source {
        List<KeyId> next(@Nullable KeyId after, int limit);
    }

    /** @param what is done, for the log */
    void each(String what, Consumer<KeyId> change) {
        @Nullable KeyId after = null;
        int done = 0;
        List<KeyId> due;
        do {
            due = source.next(after, chunk);
            for (KeyId id : due) {
                try {
                    QuarkusTransaction.requiringNew().run(() -> change.accept(id));
                    done++;
                } catch (RuntimeException e) {
                    LOG.errorf(e, "%s failed key=%s", what, id);
                }
                after = id;
            }
        } while (due.size() == chunk && done < most);
    }
}
