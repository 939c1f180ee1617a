package io.claviger.masters.kubernetes.store;

import io.claviger.masters.kubernetes.ObjectRow;
import io.claviger.masters.kubernetes.Sealed;
import io.claviger.masters.kubernetes.object.Admission;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.UUID;

/** Makes the namespaces that a cluster begins with. */
@ApplicationScoped
class FirstNamespaces {

    private final Admission admission;
    private final Clock clock;

    FirstNamespaces(Admission admission, Clock clock) {
        this.admission = admission;
        this.clock = clock;
    }

    ObjectRow namespace(String name) {
        KubeObject object = admission.create(
                KubeObject.named(ObjectKind.NAMESPACE, name),
                "",
                UUID.randomUUID().toString(),
                clock.instant());
        return ObjectRow.of(object, new Sealed(object.stored(), null));
    }
}
