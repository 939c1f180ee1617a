package io.claviger.masters.kubernetes.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.ObjectKind;
import java.time.Clock;
import java.util.List;

/** Objects and pages of them in the form that was asked for. */
public final class Views {

    private final Clock clock;

    public Views(Clock clock) {
        this.clock = clock;
    }

    public ObjectNode one(Accept form, KubeObject object, IncludeObject include) {
        return switch (form) {
            case OBJECT, DISCOVERY -> object.tree();
            case PARTIAL -> partial(object);
            case TABLE ->
                Tables.table(
                        object.kind(),
                        List.of(object),
                        listMetadata(object.resourceVersion(), "", 0),
                        include,
                        clock.instant());
        };
    }

    /** How far a watch is, in the form of an object that has nothing but a version. */
    public ObjectNode bookmark(Accept form, ObjectKind kind, long version, boolean endsInitial) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("resourceVersion", Long.toString(version));
        if (form == Accept.TABLE) {
            return Tables.table(kind, List.of(), metadata, IncludeObject.NONE, clock.instant());
        }
        metadata.putNull("creationTimestamp");
        if (endsInitial) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        return form == Accept.PARTIAL
                ? head("PartialObjectMetadata", "meta.k8s.io/v1", metadata)
                : head(kind.kind(), kind.apiVersion(), metadata);
    }

    public ObjectNode list(Accept form, ObjectKind kind, KubePage page, IncludeObject include) {
        ObjectNode metadata = listMetadata(Long.toString(page.resourceVersion()), page.next(), page.remaining());
        return switch (form) {
            case OBJECT, DISCOVERY -> {
                ObjectNode list = head(kind.kind() + "List", kind.apiVersion(), metadata);
                ArrayNode items = list.putArray("items");
                page.objects().forEach(object -> items.add(object.tree()));
                yield list;
            }
            case PARTIAL -> {
                ObjectNode list = head("PartialObjectMetadataList", "meta.k8s.io/v1", metadata);
                ArrayNode items = list.putArray("items");
                page.objects().forEach(object -> items.add(partial(object)));
                yield list;
            }
            case TABLE -> Tables.table(kind, page.objects(), metadata, include, clock.instant());
        };
    }

    static ObjectNode partial(KubeObject object) {
        return head("PartialObjectMetadata", "meta.k8s.io/v1", object.metadata().deepCopy());
    }

    private static ObjectNode listMetadata(String resourceVersion, String next, long remaining) {
        ObjectNode metadata = JsonNodeFactory.instance.objectNode().put("resourceVersion", resourceVersion);
        if (!next.isEmpty()) {
            metadata.put("continue", next);
        }
        if (remaining > 0) {
            metadata.put("remainingItemCount", remaining);
        }
        return metadata;
    }

    static ObjectNode head(String kind, String apiVersion, ObjectNode metadata) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("kind", kind).put("apiVersion", apiVersion).set("metadata", metadata);
        return node;
    }
}
