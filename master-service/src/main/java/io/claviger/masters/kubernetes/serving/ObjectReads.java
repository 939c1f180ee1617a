package io.claviger.masters.kubernetes.serving;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ListQuery;
import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.StoredPage;
import io.claviger.masters.kubernetes.UnreadableObject;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.selector.Continue;
import io.claviger.masters.kubernetes.status.Refusal;
import io.claviger.masters.kubernetes.view.KubePage;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;

/**
 * Reads. The key is asked for first: whether a secret exists is also not told while it is refused. It is asked for again before
 * anything goes out, if the database took its time: a key may have been disabled meanwhile.
 */
@ApplicationScoped
public class ObjectReads {

    private static final Logger LOG = Logger.getLogger(ObjectReads.class);

    private final ObjectStore store;
    private final Sessions sessions;

    ObjectReads(ObjectStore store, Sessions sessions) {
        this.store = store;
        this.sessions = sessions;
    }

    public KubeObject get(ClusterId cluster, ObjectAddress address) {
        try (var session = new FreshSession(sessions, cluster, address.kind())) {
            session.now();
            StoredObject stored = store.find(cluster, address)
                    .orElseThrow(() -> Refusal.notFound(address.kind().resource(), address.name()));
            return sessions.object(session.now(), cluster, stored);
        }
    }

    /** What cannot be read is left out and named: it must not take the others with it. */
    public KubePage list(ClusterId cluster, ListQuery query) {
        try (var session = new FreshSession(sessions, cluster, query.kind())) {
            session.now();
            StoredPage page = store.list(cluster, query);
            List<KubeObject> objects = new ArrayList<>();
            List<String> warnings = new ArrayList<>();
            for (StoredObject stored : page.objects()) {
                try {
                    objects.add(sessions.oneOfMany(session.now(), cluster, stored));
                } catch (UnreadableObject unreadable) {
                    LOG.error(unreadable.getMessage());
                    warnings.add(leftOut(stored.row().address(), unreadable));
                }
            }
            long version = query.after().map(Continue::resourceVersion).orElse(page.resourceVersion());
            return new KubePage(objects, version, next(page, version), page.remaining(), warnings);
        }
    }

    private static String leftOut(ObjectAddress address, UnreadableObject unreadable) {
        return "%s \"%s\" in namespace \"%s\" is left out: it cannot be read: %s"
                .formatted(address.kind().resource(), address.name(), address.namespace(), unreadable.why());
    }

    private static String next(StoredPage page, long version) {
        if (!page.more()) {
            return "";
        }
        ObjectAddress last = page.objects().getLast().row().address();
        return new Continue(last.namespace(), last.name(), version).token();
    }
}
