package io.claviger.masters.kubernetes.serving;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.PlainSealing.PlainSession;
import io.claviger.masters.kubernetes.SecretSealing;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import jakarta.enterprise.context.ApplicationScoped;

/** Opens the sealing that a kind of object needs: secrets hang from the cluster's root key, namespaces are always readable. */
@ApplicationScoped
class Sessions {

    private final SecretSealing sealing;

    Sessions(SecretSealing sealing) {
        this.sealing = sealing;
    }

    SecretSealing.Session open(ClusterId cluster, ObjectKind kind) {
        return switch (kind) {
            case SECRET -> sealing.session(cluster);
            case NAMESPACE -> new PlainSession();
        };
    }

    static KubeObject object(SecretSealing.Session session, StoredObject stored) {
        var row = stored.row();
        byte[] serialized =
                session.open(row.path(), row.sealed().dataKeyId(), row.sealed().body());
        return KubeObject.loaded(row.address().kind(), serialized, stored.resourceVersion());
    }
}
