package io.claviger.masters.kubernetes.watch;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.ListQuery;
import io.claviger.masters.kubernetes.ObjectRow;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.StoredChange;
import io.claviger.masters.kubernetes.StoredChange.Type;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.StoredPage;
import io.claviger.masters.kubernetes.UnreadableObject;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.selector.Continue;
import io.claviger.masters.kubernetes.serving.FreshSession;
import io.claviger.masters.kubernetes.serving.Sessions;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Opens what is told, and tells it. The root key is asked again at least every half second while plaintext goes out: a slow
 * client must not draw it out beyond a disable. What cannot be read is told as gone, as a list leaves it out.
 */
final class ChangeTeller {

    private static final Logger LOG = Logger.getLogger(ChangeTeller.class);

    private static final int PAGE = 100;

    private final ObjectStore store;
    private final Sessions sessions;
    private final ClusterId cluster;
    private final ListQuery query;
    private final WatchSink sink;

    /** Objects that were told at the start in a state newer than the version the watch goes on from. */
    private final Map<UUID, Long> ahead = new HashMap<>();

    ChangeTeller(ObjectStore store, Sessions sessions, ClusterId cluster, ListQuery query, WatchSink sink) {
        this.store = store;
        this.sessions = sessions;
        this.cluster = cluster;
        this.query = query;
        this.sink = sink;
    }

    /** @throws io.claviger.masters.kubernetes.KeyUnavailable when nothing may be told any more */
    void checkKey() {
        sessions.open(cluster, query.kind()).close();
    }

    /** Everything there is. Answers the version to go on from. */
    long tellAll() throws IOException {
        Optional<Continue> after = Optional.empty();
        long version = -1;
        while (true) {
            StoredPage page = store.list(
                    cluster,
                    new ListQuery(query.kind(), query.namespace(), query.labels(), query.fields(), after, PAGE));
            version = version < 0 ? page.resourceVersion() : version;
            try (FreshSession open = new FreshSession(sessions, cluster, query.kind())) {
                for (StoredObject stored : page.objects()) {
                    tellPresent(open, stored, version);
                }
            }
            if (!page.more()) {
                return version;
            }
            var last = page.objects().getLast().row().address();
            after = Optional.of(new Continue(last.namespace(), last.name(), version));
        }
    }

    private void tellPresent(FreshSession open, StoredObject stored, long version) throws IOException {
        KubeObject object;
        try {
            object = sessions.oneOfMany(open.now(), cluster, stored);
        } catch (UnreadableObject unreadable) {
            LOG.error(unreadable.getMessage());
            return;
        }
        sink.event(Type.ADDED, object);
        if (stored.resourceVersion() > version) {
            ahead.put(stored.row().uid(), stored.resourceVersion());
        }
    }

    void tell(List<StoredChange> changes) throws IOException {
        try (FreshSession open = new FreshSession(sessions, cluster, query.kind())) {
            for (StoredChange change : changes) {
                Optional<Type> seen = change.seenBy(query);
                boolean told = ahead.getOrDefault(change.object().row().uid(), 0L) >= change.version();
                if (seen.isPresent() && !told) {
                    tell(open, seen.get(), change);
                }
            }
        }
    }

    private void tell(FreshSession open, Type type, StoredChange change) throws IOException {
        KubeObject object;
        try {
            object = Sessions.opened(open.now(), cluster, change.object());
        } catch (UnreadableObject unreadable) {
            tellUnreadable(open, type, change, unreadable);
            return;
        }
        sink.event(type, object);
    }

    /** A former state may have lost its data key meanwhile; then the object itself, sealed anew, tells the rest. */
    private void tellUnreadable(FreshSession open, Type type, StoredChange change, UnreadableObject unreadable)
            throws IOException {
        ObjectRow row = change.object().row();
        if (type == Type.DELETED) {
            sink.event(Type.DELETED, remains(change.object()));
            return;
        }
        Optional<StoredObject> now = store.find(cluster, row.address())
                .filter(found -> found.row().uid().equals(row.uid()));
        if (now.isEmpty() || now.get().resourceVersion() > change.version()) {
            // A later change tells of it.
            return;
        }
        KubeObject object;
        try {
            object = Sessions.opened(open.now(), cluster, now.get());
        } catch (UnreadableObject itselfToo) {
            LOG.error(unreadable.getMessage());
            sink.event(Type.DELETED, remains(change.object()));
            return;
        }
        sink.event(type, object);
    }

    /** What is known of an object without opening it. */
    private static KubeObject remains(StoredObject stored) {
        ObjectRow row = stored.row();
        KubeObject object = KubeObject.named(row.address().kind(), row.address().name());
        object.tree()
                .put("apiVersion", object.kind().apiVersion())
                .put("kind", object.kind().kind());
        var metadata = object.metadata()
                .put("uid", row.uid().toString())
                .put("creationTimestamp", row.createdAt().toString());
        if (!row.address().namespace().isEmpty()) {
            metadata.put("namespace", row.address().namespace());
        }
        if (!row.labels().isEmpty()) {
            var labels = metadata.putObject("labels");
            row.labels().forEach(labels::put);
        }
        if (!row.type().isEmpty()) {
            object.tree().put("type", row.type());
        }
        return object.withVersion(stored.resourceVersion());
    }
}
