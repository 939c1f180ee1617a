package io.claviger.masters.kubernetes.serving;

import io.claviger.masters.kubernetes.ClusterId;
import io.claviger.masters.kubernetes.DeleteOutcome;
import io.claviger.masters.kubernetes.ListQuery;
import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.ObjectPath;
import io.claviger.masters.kubernetes.ObjectRow;
import io.claviger.masters.kubernetes.ObjectStore;
import io.claviger.masters.kubernetes.SecretSealing;
import io.claviger.masters.kubernetes.StoredObject;
import io.claviger.masters.kubernetes.StoredPage;
import io.claviger.masters.kubernetes.WriteOutcome;
import io.claviger.masters.kubernetes.object.Admission;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.NamespaceRules;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.ownership.Ownership;
import io.claviger.masters.kubernetes.request.DeleteOptions;
import io.claviger.masters.kubernetes.selector.Continue;
import io.claviger.masters.kubernetes.status.Refusal;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Writes. Objects are opened and sealed outside the transaction, which then takes them only if nothing has moved: neither the
 * object nor the cluster's data key. What has moved is read, computed and sealed again.
 *
 * <p>Each method's {@code record} runs once, on success: in the transaction of the change when there is one.
 */
@ApplicationScoped
public class ObjectWrites {

    private static final int ATTEMPTS = 8;
    private static final int PAGE = 100;

    private final ObjectStore store;
    private final Sessions sessions;
    private final Admission admission;
    private final WriteBell bell;
    private final Clock clock;

    ObjectWrites(ObjectStore store, Sessions sessions, Admission admission, WriteBell bell, Clock clock) {
        this.store = store;
        this.sessions = sessions;
        this.admission = admission;
        this.bell = bell;
        this.clock = clock;
    }

    /**
     * @param owners of the new object, by the object as it was admitted
     * @param record of the new object, whose name may have been generated here
     */
    public KubeObject create(
            ClusterId cluster,
            String namespace,
            KubeObject sent,
            BiFunction<KubeObject, Instant, Ownership> owners,
            boolean dryRun,
            Consumer<KubeObject> record) {
        String resource = sent.kind().resource();
        String name = sent.name();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (var session = sessions.open(cluster, sent.kind())) {
                Instant now = clock.instant();
                KubeObject admitted =
                        admission.create(sent, namespace, UUID.randomUUID().toString(), now);
                KubeObject object = owners.apply(admitted, now).writtenInto(admitted);
                name = object.name();
                if (dryRun) {
                    checkCreatable(cluster, object);
                    QuarkusTransaction.requiringNew().run(() -> record.accept(object));
                    return object;
                }
                ObjectRow row = sealed(session, object);
                switch (recorded(() -> store.create(cluster, row), () -> record.accept(object))) {
                    case WriteOutcome.Written(long version) -> {
                        return object.withVersion(version);
                    }
                    case WriteOutcome.NoNamespace() ->
                        throw Refusal.notFound(ObjectKind.NAMESPACE.resource(), namespace);
                    case WriteOutcome.NamespaceEnds() -> throw Refusal.namespaceEnds(resource, name, namespace);
                    case WriteOutcome.AlreadyExists() -> {
                        if (!sent.name().isEmpty()) {
                            throw Refusal.alreadyExists(resource, name);
                        }
                        // A generated name that was taken: another one.
                    }
                    case WriteOutcome.OtherDataKey(), WriteOutcome.Changed() -> {
                        // Sealed again in a new session.
                    }
                }
            }
        }
        throw Refusal.alreadyExists(resource, name);
    }

    /** Computes the next state of an object from its present one; again, when the object has moved meanwhile. */
    public KubeObject change(ClusterId cluster, ObjectAddress address, Edit edit, boolean dryRun, Runnable record) {
        String resource = address.kind().resource();
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            try (var session = sessions.open(cluster, address.kind())) {
                StoredObject stored =
                        store.find(cluster, address).orElseThrow(() -> Refusal.notFound(resource, address.name()));
                KubeObject former = sessions.object(session, cluster, stored);
                Edit.Wanted edited = edit.of(former.copy(), clock.instant());
                checkPreconditions(former, edited.object());
                KubeObject admitted = admission.update(former, edited.object());
                KubeObject wanted = edited.owners().apply(admitted).writtenInto(admitted);
                boolean sealedAsNow = Objects.equals(stored.row().sealed().dataKeyId(), session.dataKeyId());
                boolean due = wanted.deletedAt() != null && !wanted.isHeld();
                if (dryRun || (sealedAsNow && !due && wanted.sameContentAs(former))) {
                    QuarkusTransaction.requiringNew().run(record);
                    return wanted.withVersion(stored.resourceVersion());
                }
                ObjectRow row = sealed(session, wanted);
                if (recorded(() -> store.replace(cluster, row, stored.resourceVersion()), record)
                        instanceof WriteOutcome.Written(long version)) {
                    return wanted.withVersion(version);
                }
            }
        }
        throw Refusal.modified(resource, address.name());
    }

    private static void checkPreconditions(KubeObject former, KubeObject sent) {
        String resource = former.kind().resource();
        if (!sent.resourceVersion().isEmpty() && !sent.resourceVersion().equals(former.resourceVersion())) {
            throw Refusal.modified(resource, former.name());
        }
        if (!sent.uid().isEmpty() && !sent.uid().equals(former.uid())) {
            throw Refusal.conflict(
                    resource,
                    former.name(),
                    "Precondition failed: UID in precondition: " + sent.uid() + ", UID in object meta: "
                            + former.uid());
        }
    }

    /** Needs no key. */
    public Deletion delete(ClusterId cluster, ObjectAddress address, DeleteOptions options, Runnable record) {
        String resource = address.kind().resource();
        if (address.kind() == ObjectKind.NAMESPACE && !NamespaceRules.mayBeDeleted(address.name())) {
            throw Refusal.forbidden(resource, address.name(), "this namespace may not be deleted");
        }
        DeleteOutcome outcome = options.dryRun()
                ? tried(cluster, address, options, record)
                : deleted(cluster, address, options, record);
        return switch (outcome) {
            case DeleteOutcome.Deleted(UUID uid, long _) -> new Deletion(uid, true);
            case DeleteOutcome.Awaited(UUID uid, long _) -> new Deletion(uid, false);
            case DeleteOutcome.NotFound() -> throw Refusal.notFound(resource, address.name());
            case DeleteOutcome.OtherThanExpected(UUID uid, long version) ->
                throw Refusal.conflict(
                        resource,
                        address.name(),
                        "Precondition failed: UID in precondition: " + options.uid() + ", UID in object meta: " + uid
                                + "; ResourceVersion in precondition: " + options.resourceVersion()
                                + ", ResourceVersion in object meta: " + version);
        };
    }

    /** @param gone whether it is, or stays until the last who holds it lets go */
    public record Deletion(UUID uid, boolean gone) {}

    private DeleteOutcome tried(ClusterId cluster, ObjectAddress address, DeleteOptions options, Runnable record) {
        DeleteOutcome outcome = undone(cluster, address, options);
        if (isDone(outcome)) {
            QuarkusTransaction.requiringNew().run(record);
        }
        return outcome;
    }

    private static boolean isDone(DeleteOutcome outcome) {
        return outcome instanceof DeleteOutcome.Deleted || outcome instanceof DeleteOutcome.Awaited;
    }

    /**
     * Deletes what is selected now, one after the other; what is created meanwhile may stay.
     *
     * @param record of one of them, by its name
     */
    public void deleteAll(ClusterId cluster, ListQuery query, DeleteOptions options, Consumer<String> record) {
        Optional<Continue> after = Optional.empty();
        while (true) {
            StoredPage page = store.list(
                    cluster,
                    new ListQuery(query.kind(), query.namespace(), query.labels(), query.fields(), after, PAGE));
            for (StoredObject stored : page.objects()) {
                ObjectAddress address = stored.row().address();
                DeleteOptions one = new DeleteOptions(
                        options.dryRun(),
                        stored.row().uid().toString(),
                        options.resourceVersion(),
                        options.propagation());
                if (options.dryRun()) {
                    undone(cluster, address, one);
                } else {
                    // One that is gone, or another one by now, is not what was selected.
                    deleted(cluster, address, one, () -> record.accept(address.name()));
                }
            }
            if (!page.more()) {
                return;
            }
            ObjectAddress last = page.objects().getLast().row().address();
            after = Optional.of(new Continue(last.namespace(), last.name(), page.resourceVersion()));
        }
    }

    private DeleteOutcome deleted(ClusterId cluster, ObjectAddress address, DeleteOptions options, Runnable record) {
        DeleteOutcome outcome = QuarkusTransaction.requiringNew().call(() -> {
            DeleteOutcome ended =
                    store.delete(cluster, address, options.uid(), options.resourceVersion(), clock.instant());
            if (isDone(ended)) {
                record.run();
            }
            return ended;
        });
        bell.ring();
        return outcome;
    }

    /** What deleting would come to. */
    private DeleteOutcome undone(ClusterId cluster, ObjectAddress address, DeleteOptions options) {
        QuarkusTransaction.begin();
        try {
            return store.delete(cluster, address, options.uid(), options.resourceVersion(), clock.instant());
        } finally {
            QuarkusTransaction.rollback();
        }
    }

    private void checkCreatable(ClusterId cluster, KubeObject object) {
        ObjectAddress address = new ObjectAddress(object.kind(), object.namespace(), object.name());
        if (object.kind().namespaced()) {
            StoredObject namespace = store.find(
                            cluster, new ObjectAddress(ObjectKind.NAMESPACE, "", object.namespace()))
                    .orElseThrow(() -> Refusal.notFound(ObjectKind.NAMESPACE.resource(), object.namespace()));
            if (namespace.row().ending().since() != null) {
                throw Refusal.namespaceEnds(object.kind().resource(), object.name(), object.namespace());
            }
        }
        if (store.find(cluster, address).isPresent()) {
            throw Refusal.alreadyExists(object.kind().resource(), object.name());
        }
    }

    private static ObjectRow sealed(SecretSealing.Session session, KubeObject object) {
        ObjectPath path = new ObjectPath(object.namespace(), object.name(), UUID.fromString(object.uid()));
        return ObjectRow.of(object, session.seal(path, object.stored()));
    }

    private WriteOutcome recorded(Supplier<WriteOutcome> write, Runnable record) {
        WriteOutcome ended = QuarkusTransaction.requiringNew().call(() -> {
            WriteOutcome outcome = write.get();
            if (outcome instanceof WriteOutcome.Written) {
                record.run();
            }
            return outcome;
        });
        bell.ring();
        return ended;
    }
}
