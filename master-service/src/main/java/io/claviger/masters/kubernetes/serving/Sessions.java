package io.claviger.masters.kubernetes.serving;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.ObjectRow;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.PlainSealing.PlainSession;
import io.claviger.masters.kubernetes.SecretSealing;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.UnreadableObject;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;

/** Opens the sealing that a kind of object needs: secrets hang from the cluster's root key, all others are always readable. */
@ApplicationScoped
public class Sessions {

    private final SecretSealing sealing;
    private final ObjectStore store;

    Sessions(SecretSealing sealing, ObjectStore store) {
        this.sealing = sealing;
        this.store = store;
    }

    public SecretSealing.Session open(ClusterId cluster, ObjectKind kind) {
        return kind.sealed() ? sealing.session(cluster) : new PlainSession();
    }

    /** @throws UnreadableObject when it is not what was stored */
    public KubeObject object(SecretSealing.Session session, ClusterId cluster, StoredObject stored) {
        try {
            return opened(session, cluster, stored);
        } catch (UnreadableObject unreadable) {
            // Perhaps it was sealed anew, and the former data key given up, since it was read.
            StoredObject now = store.find(cluster, stored.row().address())
                    .filter(found -> !found.row().sealed().isSameAs(stored.row().sealed()))
                    .orElseThrow(() -> unreadable);
            return opened(session, cluster, now);
        }
    }

    /**
     * One of several: what was set aside because its own key is gone must not take the others with it.
     *
     * @throws UnreadableObject also in that case
     */
    public KubeObject oneOfMany(SecretSealing.Session session, ClusterId cluster, StoredObject stored) {
        try {
            return object(session, cluster, stored);
        } catch (KeyUnavailable gone) {
            if (!store.isSetAside(cluster, stored)) {
                throw gone;
            }
            throw new UnreadableObject(cluster, stored.row().path(), String.valueOf(gone.getMessage()));
        }
    }

    /** As it is, even if it is a former state of the object. */
    public static KubeObject opened(SecretSealing.Session session, ClusterId cluster, StoredObject stored) {
        ObjectRow row = stored.row();
        byte[] serialized =
                session.open(row.path(), row.sealed().dataKeyId(), row.sealed().body());
        KubeObject object;
        try {
            object = KubeObject.loaded(row.address().kind(), serialized, stored.resourceVersion());
        } catch (IllegalStateException notAnObject) {
            throw new UnreadableObject(cluster, row.path(), "it is no object");
        }
        boolean itself = object.name().equals(row.address().name())
                && object.namespace().equals(row.address().namespace())
                && object.uid().equals(row.uid().toString());
        if (!itself) {
            throw new UnreadableObject(cluster, row.path(), "it is another object");
        }
        if (!object.labels().equals(row.labels()) || !object.type().equals(row.type())) {
            throw new UnreadableObject(cluster, row.path(), "what it is selected by was changed");
        }
        Instant since = row.ending().since();
        return since == null ? object : object.ending(since);
    }
}
