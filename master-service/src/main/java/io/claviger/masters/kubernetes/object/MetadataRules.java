package io.claviger.masters.kubernetes.object;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.masters.kubernetes.status.Cause;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What must hold for the metadata of every object (apimachinery/pkg/api/validation/objectmeta.go). */
final class MetadataRules {

    private static final long ANNOTATIONS_LIMIT_BYTES = 256 * 1024;

    private MetadataRules() {}

    static List<Cause> check(KubeObject object) {
        List<Cause> causes = new ArrayList<>();
        if (object.name().isEmpty()) {
            causes.add(Cause.required("metadata.name", "name or generateName is required"));
        } else {
            add(causes, "metadata.name", object.name(), Names.faultsOfName(object.kind(), object.name()));
        }
        object.labels().forEach((key, value) -> {
            add(causes, "metadata.labels", key, Names.faultsOfQualifiedName(key));
            add(causes, "metadata.labels", value, Names.faultsOfLabelValue(value));
        });
        checkAnnotations(object, causes);
        for (JsonNode finalizer : object.metadata().path("finalizers")) {
            add(causes, "metadata.finalizers", finalizer.asText(), Names.faultsOfQualifiedName(finalizer.asText()));
        }
        for (JsonNode owner : object.metadata().path("ownerReferences")) {
            for (String field : List.of("apiVersion", "kind", "name", "uid")) {
                if (owner.path(field).asText("").isEmpty()) {
                    causes.add(Cause.invalid("metadata.ownerReferences." + field, "", "must not be empty"));
                }
            }
        }
        return causes;
    }

    /** What is to go is let go of, and held by nobody else. */
    static List<Cause> checkUpdate(KubeObject former, KubeObject next) {
        Set<String> added = new TreeSet<>();
        next.metadata().path("finalizers").forEach(finalizer -> added.add(finalizer.asText()));
        former.metadata().path("finalizers").forEach(finalizer -> added.remove(finalizer.asText()));
        if (former.deletedAt() == null || added.isEmpty()) {
            return List.of();
        }
        return List.of(Cause.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new finalizers []string{\""
                        + String.join("\", \"", added) + "\"}"));
    }

    private static void checkAnnotations(KubeObject object, List<Cause> causes) {
        long bytes = 0;
        for (var annotation : object.annotations().entrySet()) {
            add(causes, "metadata.annotations", annotation.getKey(), Names.faultsOfAnnotationKey(annotation.getKey()));
            bytes += annotation.getKey().getBytes(StandardCharsets.UTF_8).length;
            bytes += annotation.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        if (bytes > ANNOTATIONS_LIMIT_BYTES) {
            causes.add(Cause.tooLong("metadata.annotations", ANNOTATIONS_LIMIT_BYTES));
        }
    }

    static void add(List<Cause> causes, String field, String value, List<String> faults) {
        faults.forEach(fault -> causes.add(Cause.invalid(field, value, fault)));
    }
}
