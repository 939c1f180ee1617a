package io.claviger.masters.kubernetes.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.masters.kubernetes.body.Body;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.object.TypedReader;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Turns trees that clients sent, or that their patches made, into objects. One intake serves one request. */
public final class Intake {

    private final ObjectKind kind;
    private final FieldValidation validation;
    private final Set<String> warnings = new LinkedHashSet<>();

    public Intake(ObjectKind kind, FieldValidation validation) {
        this.kind = kind;
        this.validation = validation;
    }

    public KubeObject object(Body body) {
        return object(body.tree(), body.duplicates());
    }

    /** @param duplicates paths of fields that came twice in what the tree was made from */
    public KubeObject object(JsonNode tree, List<String> duplicates) {
        TypedReader reader = new TypedReader(kind.kind());
        KubeObject object = new KubeObject(kind, reader.read(kind.shape(), tree));
        List<String> faults = new ArrayList<>();
        reader.unknownFields().forEach(field -> faults.add("unknown field \"" + field + "\""));
        duplicates.forEach(field -> faults.add("duplicate field \"" + field + "\""));
        switch (validation) {
            case IGNORE -> {
                // The fields are left out, and that is all.
            }
            case WARN -> warnings.addAll(faults);
            case STRICT -> {
                if (!faults.isEmpty()) {
                    throw Refusal.badRequest(kind.kind() + " in version \"v1\" cannot be handled as a " + kind.kind()
                            + ": strict decoding error: " + String.join(", ", faults));
                }
            }
        }
        return object;
    }

    /** For the Warning headers of the answer. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }
}
