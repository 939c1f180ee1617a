package io.claviger.masters.kubernetes.serving;

import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.ownership.Application;
import io.claviger.masters.kubernetes.ownership.Ownership;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** A change of an object, computed from its present state; and anew, when that has moved meanwhile. */
public sealed interface Edit {

    /**
     * What the client wants the object to be, and who then owns its fields.
     *
     * @param former the caller's own copy
     * @throws io.claviger.masters.kubernetes.status.Refusal when it cannot be made of this object
     */
    Wanted of(KubeObject former, Instant now);

    /** @param owners by the object as it was admitted */
    record Wanted(KubeObject object, Function<KubeObject, Ownership> owners) {}

    /**
     * Everything but apply.
     *
     * @param next may refuse
     */
    record Update(UnaryOperator<KubeObject> next, String manager) implements Edit {
        @Override
        public Wanted of(KubeObject former, Instant now) {
            KubeObject sent = next.apply(former.copy());
            return new Wanted(sent, admitted -> Ownership.updated(former, sent, admitted, manager, now));
        }
    }

    /** Server-side apply. */
    record Apply(KubeObject applied, String manager, boolean force) implements Edit {
        @Override
        public Wanted of(KubeObject former, Instant now) {
            Application.Merged merged = new Application(applied, manager, force).to(former, now);
            return new Wanted(merged.object(), _ -> merged.ownership());
        }
    }
}
