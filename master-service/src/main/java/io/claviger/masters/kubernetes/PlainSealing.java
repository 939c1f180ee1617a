package io.claviger.masters.kubernetes;

import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Clusters without a root key: objects are stored as readable JSON. Steps back for a sealing that knows keys. */
@DefaultBean
@ApplicationScoped
public class PlainSealing implements SecretSealing {

    @Override
    public Session session(ClusterId cluster) {
        return new PlainSession();
    }

    /** Also the session of a plain cluster in a sealing that knows keys. */
    public static final class PlainSession implements Session {

        @Override
        public @Nullable UUID dataKeyId() {
            return null;
        }

        @Override
        public Sealed seal(ObjectPath path, byte[] serializedObject) {
            return new Sealed(serializedObject, null);
        }

        @Override
        public byte[] open(ObjectPath path, @Nullable UUID dataKeyId, byte[] stored) {
            if (dataKeyId != null) {
                throw new IllegalStateException("a sealed object where none are sealed: " + path.uid());
            }
            return stored;
        }

        @Override
        public void close() {
            // Nothing is held.
        }
    }
}
