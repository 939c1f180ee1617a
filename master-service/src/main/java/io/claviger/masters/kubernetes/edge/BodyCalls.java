package io.claviger.masters.kubernetes.edge;

import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.body.Bodies;
import io.claviger.masters.kubernetes.body.Body;
import io.claviger.masters.kubernetes.edge.CallRecords.Deed;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.ownership.Ownership;
import io.claviger.masters.kubernetes.patch.PatchType;
import io.claviger.masters.kubernetes.patch.Patches;
import io.claviger.masters.kubernetes.request.FieldManager;
import io.claviger.masters.kubernetes.request.Intake;
import io.claviger.masters.kubernetes.request.WriteOptions;
import io.claviger.masters.kubernetes.serving.Edit;
import io.claviger.masters.kubernetes.serving.ObjectWrites;
import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Refusal;
import io.claviger.masters.kubernetes.view.Accept;
import io.claviger.masters.kubernetes.view.IncludeObject;
import io.claviger.masters.kubernetes.view.Views;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.function.BiFunction;

/** The requests that bring an object, or a change of one, in their body. */
@ApplicationScoped
class BodyCalls {

    private final ObjectWrites writes;
    private final CallRecords records;
    private final Views views;

    BodyCalls(ObjectWrites writes, CallRecords records, Views views) {
        this.writes = writes;
        this.records = records;
        this.views = views;
    }

    Answer create(ApiCall call, Deed deed) {
        ObjectKind kind = deed.kind();
        WriteOptions options = options(call);
        Intake intake = new Intake(kind, options.fieldValidation());
        KubeObject sent = intake.object(Bodies.read(call.mediaType(), call.body(), kind));
        String manager = manager(call);
        return created(call, deed, sent, (object, now) -> Ownership.created(object, manager, now), options, intake);
    }

    private Answer created(
            ApiCall call,
            Deed deed,
            KubeObject sent,
            BiFunction<KubeObject, Instant, Ownership> owners,
            WriteOptions options,
            Intake intake) {
        Accept form = Accept.ofObjects(call.accept());
        KubeObject created = writes.create(
                deed.cluster().id(),
                deed.namespace(),
                sent,
                owners,
                options.dryRun(),
                object -> records.done(deed, object.name()));
        return Answer.created(views.one(form, created, IncludeObject.METADATA)).warning(intake.warnings());
    }

    Answer replace(ApiCall call, Deed deed, ObjectAddress address) {
        ObjectKind kind = address.kind();
        WriteOptions options = options(call);
        Intake intake = new Intake(kind, options.fieldValidation());
        KubeObject sent = intake.object(Bodies.read(call.mediaType(), call.body(), kind));
        checkName(sent.name(), address);
        return changed(call, deed, address, new Edit.Update(_ -> sent, manager(call)), options, intake);
    }

    Answer patch(ApiCall call, Deed deed, ObjectAddress address) {
        PatchType type = PatchType.ofMediaType(call.mediaType())
                .orElseThrow(() -> Refusal.unsupportedMediaType(PatchType.mediaTypes()));
        WriteOptions options = options(call);
        Intake intake = new Intake(address.kind(), options.fieldValidation());
        Body patch = Bodies.readPatch(call.body(), type == PatchType.APPLY);
        if (type == PatchType.APPLY) {
            return apply(call, deed, address, patch, options, intake);
        }
        if (call.parameter("force") != null) {
            throw Refusal.invalid(
                    "PatchOptions.meta.k8s.io",
                    "",
                    List.of(Cause.forbidden("force", "may not be specified for non-apply patch")));
        }
        Edit edit = new Edit.Update(
                former -> intake.object(
                        Patches.apply(
                                type,
                                patch.tree(),
                                former.tree(),
                                address.kind().shape()),
                        patch.duplicates()),
                manager(call));
        return changed(call, deed, address, edit, options, intake);
    }

    private Answer apply(
            ApiCall call, Deed deed, ObjectAddress address, Body patch, WriteOptions options, Intake intake) {
        checkApplied(call, patch, address);
        KubeObject applied = intake.object(patch);
        applied.foldTexts();
        String manager = manager(call);
        try {
            return applyToExisting(call, deed, address, applied, options, intake);
        } catch (Refusal refusal) {
            if (refusal.status().reason() != Reason.NOT_FOUND) {
                throw refusal;
            }
        }
        if (!applied.uid().isEmpty()) {
            throw Refusal.conflict(
                    address.kind().resource(),
                    address.name(),
                    "uid mismatch: the provided object specified uid " + applied.uid()
                            + ", and no existing object was found");
        }
        try {
            return created(
                    call,
                    deed,
                    named(applied, address),
                    (_, now) -> Ownership.firstApplied(applied, manager, now),
                    options,
                    intake);
        } catch (Refusal refusal) {
            if (refusal.status().reason() != Reason.ALREADY_EXISTS) {
                throw refusal;
            }
            // Somebody else's first application came in between: to this one it is merged.
            return applyToExisting(call, deed, address, applied, options, intake);
        }
    }

    private Answer applyToExisting(
            ApiCall call, Deed deed, ObjectAddress address, KubeObject applied, WriteOptions options, Intake intake) {
        Edit edit = new Edit.Apply(applied, manager(call), call.isSet("force"));
        return changed(call, deed, address, edit, options, intake);
    }

    private Answer changed(
            ApiCall call, Deed deed, ObjectAddress address, Edit edit, WriteOptions options, Intake intake) {
        Accept form = Accept.ofObjects(call.accept());
        KubeObject object = writes.change(
                deed.cluster().id(), address, edit, options.dryRun(), () -> records.done(deed, deed.name()));
        return Answer.ok(views.one(form, object, IncludeObject.METADATA)).warning(intake.warnings());
    }

    private static String manager(ApiCall call) {
        return FieldManager.of(call.parameter("fieldManager"), call.userAgent());
    }

    /** What is applied for the first time may leave its name to the URL. */
    private static KubeObject named(KubeObject applied, ObjectAddress address) {
        applied.metadata().put("name", address.name());
        return applied;
    }

    private static void checkApplied(ApiCall call, Body patch, ObjectAddress address) {
        String manager = call.parameter("fieldManager");
        if (manager == null || manager.isEmpty()) {
            throw Refusal.invalid(
                    "PatchOptions.meta.k8s.io",
                    "",
                    List.of(Cause.required("fieldManager", "is required for apply patch")));
        }
        Bodies.checkApplied(patch, address.kind());
        if (!patch.tree().path("metadata").path("managedFields").isEmpty()) {
            throw Refusal.badRequest("metadata.managedFields must be nil");
        }
        checkName(patch.tree().path("metadata").path("name").asText(""), address);
    }

    private static void checkName(String name, ObjectAddress address) {
        if (!name.isEmpty() && !name.equals(address.name())) {
            throw Refusal.badRequest("the name of the object (" + name + ") does not match the name on the URL ("
                    + address.name() + ")");
        }
    }

    private static WriteOptions options(ApiCall call) {
        return WriteOptions.parse(call.parameters("dryRun"), call.parameter("fieldValidation"));
    }
}
