package io.claviger.masters.kubernetes.serving;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ListQuery;
import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.StoredPage;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.selector.Continue;
import io.claviger.masters.kubernetes.status.Refusal;
import io.claviger.masters.kubernetes.view.KubePage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Reads. The key is asked for first: whether a secret exists is also not told while it is refused. */
@ApplicationScoped
public class ObjectReads {

    private final ObjectStore store;
    private final Sessions sessions;

    ObjectReads(ObjectStore store, Sessions sessions) {
        this.store = store;
        this.sessions = sessions;
    }

    public KubeObject get(ClusterId cluster, ObjectAddress address) {
        try (var session = sessions.open(cluster, address.kind())) {
            StoredObject stored = store.find(cluster, address)
                    .orElseThrow(() -> Refusal.notFound(address.kind().plural(), address.name()));
            return Sessions.object(session, stored);
        }
    }

    public KubePage list(ClusterId cluster, ListQuery query) {
        try (var session = sessions.open(cluster, query.kind())) {
            StoredPage page = store.list(cluster, query);
            List<KubeObject> objects = page.objects().stream()
                    .map(stored -> Sessions.object(session, stored))
                    .toList();
            return new KubePage(objects, page.resourceVersion(), next(page), page.remaining());
        }
    }

    private static String next(StoredPage page) {
        if (!page.more()) {
            return "";
        }
        ObjectAddress last = page.objects().getLast().row().address();
        return new Continue(last.namespace(), last.name()).token();
    }
}
