package io.claviger.masters.kubernetes.edge;

import io.claviger.kit.caller.Caller;
import io.claviger.masters.kubernetes.ClusterAccess.ServedCluster;
import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.ListQuery;
import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.UnreadableObject;
import io.claviger.masters.kubernetes.edge.CallRecords.Deed;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.request.DeleteOptions;
import io.claviger.masters.kubernetes.request.ListVersion;
import io.claviger.masters.kubernetes.request.Numbers;
import io.claviger.masters.kubernetes.request.Permissions;
import io.claviger.masters.kubernetes.request.Route.Collection;
import io.claviger.masters.kubernetes.request.Verb;
import io.claviger.masters.kubernetes.selector.Continue;
import io.claviger.masters.kubernetes.selector.FieldSelector;
import io.claviger.masters.kubernetes.selector.LabelSelector;
import io.claviger.masters.kubernetes.serving.ObjectReads;
import io.claviger.masters.kubernetes.serving.ObjectWrites;
import io.claviger.masters.kubernetes.serving.ObjectWrites.Deletion;
import io.claviger.masters.kubernetes.status.Refusal;
import io.claviger.masters.kubernetes.status.Status;
import io.claviger.masters.kubernetes.view.Accept;
import io.claviger.masters.kubernetes.view.IncludeObject;
import io.claviger.masters.kubernetes.view.KubePage;
import io.claviger.masters.kubernetes.view.Views;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Requests about namespaces and secrets: may the caller, what is asked, do it, put it on the record. */
@ApplicationScoped
class ObjectCalls {

    private static final Logger LOG = Logger.getLogger(ObjectCalls.class);

    private final ObjectReads reads;
    private final ObjectWrites writes;
    private final BodyCalls bodies;
    private final WatchCalls watches;
    private final CallRecords records;
    private final KeyRefusals refusals;
    private final Views views;

    ObjectCalls(
            ObjectReads reads,
            ObjectWrites writes,
            BodyCalls bodies,
            WatchCalls watches,
            CallRecords records,
            KeyRefusals refusals,
            Views views) {
        this.reads = reads;
        this.writes = writes;
        this.bodies = bodies;
        this.watches = watches;
        this.records = records;
        this.refusals = refusals;
        this.views = views;
    }

    Answer onCollection(ApiCall call, Caller caller, ServedCluster cluster, Collection at) {
        ObjectKind kind = at.kind();
        Verb verb = switch (call.method()) {
            case "GET" -> call.isSet("watch") ? Verb.WATCH : Verb.LIST;
            case "POST" -> Verb.CREATE;
            case "DELETE" -> Verb.DELETECOLLECTION;
            default -> throw Refusal.methodNotAllowed();
        };
        if (verb == Verb.CREATE && kind.namespaced() == at.namespace().isEmpty()) {
            throw Refusal.methodNotAllowed();
        }
        // As a real server: never all namespaces at once, nor the secrets of all of them.
        if (verb == Verb.DELETECOLLECTION
                && (!kind.namespaced() || at.namespace().isEmpty())) {
            throw Refusal.methodNotAllowed();
        }
        Deed deed = new Deed(caller, cluster, verb, kind, at.namespace(), "");
        return onRecord(deed, () -> switch (verb) {
            case LIST -> list(call, deed);
            case WATCH -> watches.start(call, deed, query(call, deed));
            case CREATE -> bodies.create(call, deed);
            case DELETECOLLECTION -> deleteAll(call, deed);
            case GET, UPDATE, PATCH, DELETE -> throw Refusal.methodNotAllowed();
        });
    }

    Answer onSingle(ApiCall call, Caller caller, ServedCluster cluster, ObjectAddress address) {
        Verb verb = switch (call.method()) {
            case "GET" -> Verb.GET;
            case "PUT" -> Verb.UPDATE;
            case "PATCH" -> Verb.PATCH;
            case "DELETE" -> Verb.DELETE;
            default -> throw Refusal.methodNotAllowed();
        };
        Deed deed = new Deed(caller, cluster, verb, address.kind(), address.namespace(), address.name());
        return onRecord(deed, () -> switch (verb) {
            case GET -> get(call, deed, address);
            case UPDATE -> bodies.replace(call, deed, address);
            case PATCH -> bodies.patch(call, deed, address);
            case DELETE -> delete(call, deed, address);
            case LIST, WATCH, CREATE, DELETECOLLECTION -> throw Refusal.methodNotAllowed();
        });
    }

    private Answer onRecord(Deed deed, Supplier<Answer> act) {
        try {
            Permissions.check(deed.caller(), deed.verb(), deed.kind(), deed.namespace(), deed.name());
            return act.get();
        } catch (KeyUnavailable key) {
            Refusal refusal = refusals.of(key, deed.verb(), deed.kind().resource(), deed.name());
            records.refused(deed, refusal.status());
            throw refusal;
        } catch (UnreadableObject unreadable) {
            LOG.error(unreadable.getMessage());
            Refusal refusal = Refusal.unreadable(deed.kind().resource(), deed.name(), unreadable.why());
            records.refused(deed, refusal.status());
            throw refusal;
        } catch (Refusal refusal) {
            records.refused(deed, refusal.status());
            throw refusal;
        }
    }

    private Answer get(ApiCall call, Deed deed, ObjectAddress address) {
        Accept form = Accept.ofObjects(call.accept());
        IncludeObject include = IncludeObject.parse(call.parameter("includeObject"));
        KubeObject object = reads.get(deed.cluster().id(), address);
        records.read(deed);
        return Answer.ok(views.one(form, object, include));
    }

    private Answer list(ApiCall call, Deed deed) {
        Accept form = Accept.ofObjects(call.accept());
        IncludeObject include = IncludeObject.parse(call.parameter("includeObject"));
        ListVersion version = ListVersion.parse(call::parameter);
        KubePage page = reads.list(deed.cluster().id(), query(call, deed));
        version.check(page.resourceVersion());
        records.read(deed);
        return Answer.ok(views.list(form, deed.kind(), page, include)).warning(page.warnings());
    }

    private static ListQuery query(ApiCall call, Deed deed) {
        return new ListQuery(
                deed.kind(),
                deed.namespace(),
                LabelSelector.parse(call.parameter("labelSelector")),
                FieldSelector.parse(deed.kind(), call.parameter("fieldSelector")),
                Continue.parse(call.parameter("continue")),
                limit(call));
    }

    private static int limit(ApiCall call) {
        String text = call.parameter("limit");
        return (int) Numbers.whole("limit", text == null ? "" : text);
    }

    private Answer delete(ApiCall call, Deed deed, ObjectAddress address) {
        DeleteOptions options = DeleteOptions.parse(call.mediaType(), call.body(), call::parameters);
        Deletion deletion = writes.delete(deed.cluster().id(), address, options, () -> records.done(deed, deed.name()));
        if (!deletion.gone() && !options.dryRun()) {
            Optional<KubeObject> waiting = waiting(deed, address);
            if (waiting.isPresent()) {
                Answer answer =
                        Answer.ok(views.one(Accept.ofObjects(call.accept()), waiting.get(), IncludeObject.METADATA));
                return options.waits() ? answer.accepted() : answer;
            }
        }
        return Answer.ok(Status.deleted(
                address.kind().resource(), address.name(), deletion.uid().toString()));
    }

    /** What stays for now, if it can be shown: deleting needs no key. */
    private Optional<KubeObject> waiting(Deed deed, ObjectAddress address) {
        try {
            return Optional.of(reads.get(deed.cluster().id(), address));
        } catch (KeyUnavailable | UnreadableObject | Refusal notToBeShown) {
            LOG.debugf(
                    "deleted without showing cluster=%s why=%s", deed.cluster().id(), notToBeShown.getMessage());
            return Optional.empty();
        }
    }

    /** Needs no key, like every deletion: so it answers that it is done, not what is gone. */
    private Answer deleteAll(ApiCall call, Deed deed) {
        DeleteOptions options = DeleteOptions.parse(call.mediaType(), call.body(), call::parameters);
        writes.deleteAll(deed.cluster().id(), query(call, deed), options, name -> records.done(deed, name));
        return Answer.ok(Status.deleted(deed.kind().resource(), "", ""));
    }
}
