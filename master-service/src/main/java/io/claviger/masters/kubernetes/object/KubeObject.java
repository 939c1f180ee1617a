package io.claviger.masters.kubernetes.object;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A thin typed view of a Kubernetes object in the normal form of {@link TypedReader}. Its {@code toString} shows only the name:
 * not even annotations may be logged, since client-side apply copies the whole manifest into one.
 */
public record KubeObject(ObjectKind kind, ObjectNode tree) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String DELETED_AT = "deletionTimestamp";

    /** An object that has nothing but a name. */
    public static KubeObject named(ObjectKind kind, String name) {
        KubeObject object = new KubeObject(kind, JsonNodeFactory.instance.objectNode());
        object.metadata().put("name", name);
        return object;
    }

    /** What {@link #stored} wrote, with the version that the store keeps beside it. */
    public static KubeObject loaded(ObjectKind kind, byte[] stored, long resourceVersion) {
        try {
            if (JSON.readTree(stored) instanceof ObjectNode tree) {
                return new KubeObject(kind, tree).withVersion(resourceVersion);
            }
        } catch (IOException broken) {
            // Without the cause: Jackson quotes the token it stumbled over.
            throw new IllegalStateException("a stored " + kind.kind() + " is not JSON");
        }
        throw new IllegalStateException("a stored " + kind.kind() + " is not a JSON object");
    }

    /** The bytes to be sealed and stored: everything but the resource version, which only the store can give. */
    public byte[] stored() {
        KubeObject copy = copy();
        copy.metadata().remove("resourceVersion");
        try {
            return JSON.writeValueAsBytes(copy.tree);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("a tree of JSON nodes cannot be written", impossible);
        }
    }

    public KubeObject copy() {
        return new KubeObject(kind, tree.deepCopy());
    }

    public KubeObject withVersion(long resourceVersion) {
        KubeObject copy = copy();
        copy.metadata().put("resourceVersion", Long.toString(resourceVersion));
        return copy;
    }

    /** The live metadata; created when the tree has none. */
    public ObjectNode metadata() {
        return tree.get("metadata") instanceof ObjectNode metadata ? metadata : tree.putObject("metadata");
    }

    public String name() {
        return metadata().path("name").asText("");
    }

    /** Empty for kinds that are not namespaced. */
    public String namespace() {
        return metadata().path("namespace").asText("");
    }

    public String uid() {
        return metadata().path("uid").asText("");
    }

    /** Empty when the client stated no precondition. */
    public String resourceVersion() {
        return metadata().path("resourceVersion").asText("");
    }

    public Map<String, String> labels() {
        return texts(metadata().path("labels"));
    }

    public Map<String, String> annotations() {
        return texts(metadata().path("annotations"));
    }

    /** Whether it has finalizers: somebody must let go of it before it is gone. */
    public boolean isHeld() {
        return !metadata().path("finalizers").isEmpty();
    }

    /** Null for one that is not to be deleted. */
    public @Nullable Instant deletedAt() {
        String text = metadata().path(DELETED_AT).asText("");
        return text.isEmpty() ? null : Instant.parse(text);
    }

    /** As it is once it is to be deleted and somebody still holds it. */
    public KubeObject ending(Instant since) {
        if (deletedAt() != null) {
            return this;
        }
        KubeObject ending = copy();
        ObjectNode metadata = ending.metadata();
        metadata.put(DELETED_AT, since.toString()).put("deletionGracePeriodSeconds", 0);
        if (metadata.has("generation")) {
            ending.setGeneration(metadata.path("generation").asLong() + 1);
        }
        if (kind == ObjectKind.NAMESPACE) {
            ending.tree.putObject("status").put("phase", "Terminating");
        }
        return ending;
    }

    /** The type of a secret; empty for other kinds. */
    public String type() {
        return tree.path("type").asText("");
    }

    /** The live data of a secret, base64 by key; an empty node that is not part of the tree when there is none. */
    public ObjectNode data() {
        return tree.get("data") instanceof ObjectNode data ? data : JsonNodeFactory.instance.objectNode();
    }

    /** Moves {@code stringData}, which is write-only, into the data. */
    public void foldTexts() {
        if (tree.remove("stringData") instanceof ObjectNode texts) {
            ObjectNode data = tree.get("data") instanceof ObjectNode existing ? existing : tree.putObject("data");
            texts.properties()
                    .forEach(entry -> data.put(
                            entry.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(entry.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }

    void setGeneration(long generation) {
        metadata().set("generation", TypedReader.whole(JsonNodeFactory.instance.numberNode(generation)));
    }

    /** Whether two objects differ in nothing but the version. */
    public boolean sameContentAs(KubeObject other) {
        KubeObject mine = copy();
        KubeObject theirs = other.copy();
        mine.metadata().remove("resourceVersion");
        theirs.metadata().remove("resourceVersion");
        return mine.tree.equals(theirs.tree);
    }

    private static Map<String, String> texts(JsonNode map) {
        Map<String, String> texts = new LinkedHashMap<>();
        map.properties()
                .forEach(entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    @Override
    public String toString() {
        return kind.kind() + "[" + namespace() + "/" + name() + "]";
    }
}
