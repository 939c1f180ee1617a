package io.claviger.masters.kubernetes.body;

import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.object.Shape.Struct;
import io.claviger.masters.kubernetes.status.Refusal;
import java.util.List;

/** Chooses how a body is read. JSON is assumed of anything that says nothing else: plain HTTP clients often say nothing. */
public final class Bodies {

    /** What a real server takes (etcd's request limit with room for base64). */
    public static final long LIMIT_BYTES = 3 * 1024 * 1024;

    private static final String CORE = "v1";

    private Bodies() {}

    /**
     * Reads a whole object of one of the kinds that are kept.
     *
     * @param mediaType the Content-Type without parameters; empty when there was none
     */
    public static Body read(String mediaType, byte[] bytes, ObjectKind kind) {
        return read(mediaType, bytes, kind.apiVersion(), kind.kind(), kind.shape());
    }

    /** The same for what is not kept. @param kind what it must be; a body may leave it out */
    public static Body read(String mediaType, byte[] bytes, String kind, Struct shape) {
        return read(mediaType, bytes, CORE, kind, shape);
    }

    private static Body read(String mediaType, byte[] bytes, String apiVersion, String kind, Struct shape) {
        checkSize(bytes);
        if (ProtobufBody.recognises(bytes) || mediaType.equals(ProtobufBody.MEDIA_TYPE)) {
            return new Body(ProtobufBody.read(bytes, apiVersion, kind, shape), List.of());
        }
        Body body = mediaType.endsWith("yaml") ? TreeBody.yaml(bytes, kind) : TreeBody.json(bytes, kind);
        checkKind(body, apiVersion, kind);
        return body;
    }

    /** Reads a patch, which is a tree of its own form. An applied configuration may be YAML, of which JSON is a part. */
    public static Body readPatch(byte[] bytes, boolean yaml) {
        checkSize(bytes);
        return yaml ? TreeBody.yaml(bytes, "patch") : TreeBody.json(bytes, "patch");
    }

    /** Whether what was applied says it is of this kind, as it must. */
    public static void checkApplied(Body body, ObjectKind kind) {
        if (!body.tree().path("kind").isTextual()
                || !body.tree().path("apiVersion").isTextual()) {
            throw Refusal.badRequest("an applied configuration must have apiVersion and kind");
        }
        checkKind(body, kind.apiVersion(), kind.kind());
    }

    static void checkSize(byte[] bytes) {
        if (bytes.length > LIMIT_BYTES) {
            throw Refusal.tooLarge(LIMIT_BYTES);
        }
    }

    private static void checkKind(Body body, String apiVersion, String kind) {
        String version = body.tree().path("apiVersion").asText("");
        String found = body.tree().path("kind").asText("");
        checkKind(version, found, apiVersion, kind);
    }

    /** DeleteOptions come under many API versions, all with the same fields. */
    static void checkKind(String version, String found, String expected, String kind) {
        boolean same = version.isEmpty() || version.equals(expected);
        if (!same && !kind.equals("DeleteOptions")) {
            throw Refusal.badRequest("the API version in the data (" + version
                    + ") does not match the expected API version (" + expected + ")");
        }
        if (!found.isEmpty() && !found.equals(kind)) {
            throw Refusal.badRequest(found + " in version \"v1\" cannot be handled as a " + kind
                    + ": the resource of this URL takes no other kind");
        }
    }
}
