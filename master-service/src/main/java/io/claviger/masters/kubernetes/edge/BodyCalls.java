package io.claviger.masters.kubernetes.edge;

import io.claviger.masters.kubernetes.ObjectAddress;
import io.claviger.masters.kubernetes.body.Bodies;
import io.claviger.masters.kubernetes.body.Body;
import io.claviger.masters.kubernetes.edge.CallRecords.Deed;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.patch.PatchType;
import io.claviger.masters.kubernetes.patch.Patches;
import io.claviger.masters.kubernetes.request.Intake;
import io.claviger.masters.kubernetes.request.WriteOptions;
import io.claviger.masters.kubernetes.serving.ObjectWrites;
import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Refusal;
import io.claviger.masters.kubernetes.view.Accept;
import io.claviger.masters.kubernetes.view.IncludeObject;
import io.claviger.masters.kubernetes.view.Views;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

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
        KubeObject sent = intake.object(Bodies.read(call.mediaType(), call.body(), kind.kind(), kind.shape()));
        return created(call, deed, sent, options, intake);
    }

    private Answer created(ApiCall call, Deed deed, KubeObject sent, WriteOptions options, Intake intake) {
        Accept form = Accept.ofObjects(call.accept());
        KubeObject object = writes.create(
                deed.cluster().id(),
                deed.namespace(),
                sent,
                options.dryRun(),
                () -> records.done(deed, sent.name().isEmpty() ? deed.name() : sent.name()));
        return Answer.created(views.one(form, object, IncludeObject.METADATA)).warning(intake.warnings());
    }

    Answer replace(ApiCall call, Deed deed, ObjectAddress address) {
        ObjectKind kind = address.kind();
        WriteOptions options = options(call);
        Intake intake = new Intake(kind, options.fieldValidation());
        KubeObject sent = intake.object(Bodies.read(call.mediaType(), call.body(), kind.kind(), kind.shape()));
        checkName(sent.name(), address);
        Accept form = Accept.ofObjects(call.accept());
        KubeObject object = writes.change(
                deed.cluster().id(), address, former -> sent, options.dryRun(), () -> records.done(deed, deed.name()));
        return Answer.ok(views.one(form, object, IncludeObject.METADATA)).warning(intake.warnings());
    }

    Answer patch(ApiCall call, Deed deed, ObjectAddress address) {
        PatchType type = PatchType.ofMediaType(call.mediaType())
                .orElseThrow(() -> Refusal.unsupportedMediaType(PatchType.mediaTypes()));
        WriteOptions options = options(call);
        Intake intake = new Intake(address.kind(), options.fieldValidation());
        Body patch = Bodies.readPatch(call.body(), type == PatchType.APPLY);
        if (type == PatchType.APPLY) {
            checkApplied(call, patch, address);
        }
        Accept form = Accept.ofObjects(call.accept());
        try {
            KubeObject object = writes.change(
                    deed.cluster().id(),
                    address,
                    former -> intake.object(
                            Patches.apply(
                                    type,
                                    patch.tree(),
                                    former.tree(),
                                    address.kind().shape()),
                            patch.duplicates()),
                    options.dryRun(),
                    () -> records.done(deed, deed.name()));
            return Answer.ok(views.one(form, object, IncludeObject.METADATA)).warning(intake.warnings());
        } catch (Refusal refusal) {
            boolean absent = refusal.status().reason() == Reason.NOT_FOUND;
            if (type == PatchType.APPLY && absent) {
                return created(call, deed, named(intake.object(patch), address), options, intake);
            }
            throw refusal;
        }
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
        Bodies.checkApplied(patch, address.kind().kind());
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
