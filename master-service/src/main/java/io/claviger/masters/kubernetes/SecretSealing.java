package io.claviger.masters.kubernetes;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How the secrets of a cluster are sealed: not at all, or under a data key that hangs from the owner's root key. What is sealed
 * is always the whole serialized object, because annotations hold copies of the data.
 */
public interface SecretSealing {

    /**
     * Opens the way to a cluster's secrets for one request. Availability is checked here, once, even when the data key is
     * cached, and even when no secret will be read; then seals and opens cost no further check. Called outside any
     * transaction, so it may ask key-service.
     *
     * @throws KeyUnavailable when the root key does not allow it now
     */
    Session session(ClusterId cluster);

    /** Valid for one request. Used by one thread. */
    interface Session extends AutoCloseable {

        /** The data key that {@link #seal} uses; null when it leaves objects in clear. The same for the whole session. */
        @Nullable
        UUID dataKeyId();

        Sealed seal(ObjectPath path, byte[] serializedObject);

        /**
         * The serialized object again.
         *
         * @param dataKeyId as stored beside the body; null for a body in clear
         * @throws KeyUnavailable when that data key cannot be had
         * @throws UnreadableObject when the body was not sealed for this path, or is in clear where none may be
         */
        byte[] open(ObjectPath path, @Nullable UUID dataKeyId, byte[] stored);

        @Override
        void close();
    }
}
