package io.claviger.masters.kubernetes.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.object.ObjectKind;
import java.util.List;

/** What the server says about itself. The verbs are those that are served, no more. */
public final class Discovery {

    /** Chooses the client: Google's kubectl dispatcher runs the binary of this minor. */
    private static final String MINOR = "32";

    public static final String AGGREGATED_MEDIA_TYPE =
            "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";

    private static final List<String> VERBS = List.of("create", "delete", "get", "list", "patch", "update", "watch");

    private Discovery() {}

    public static ObjectNode version() {
        return node().put("major", "1")
                .put("minor", MINOR)
                .put("gitVersion", "v1." + MINOR + ".0+claviger")
                .put("gitCommit", "")
                .put("gitTreeState", "clean")
                .put("buildDate", "1970-01-01T00:00:00Z")
                .put("goVersion", "none")
                .put("compiler", "javac")
                .put("platform", "java");
    }

    public static ObjectNode apiVersions() {
        ObjectNode versions = node().put("kind", "APIVersions");
        versions.putArray("versions").add("v1");
        versions.putArray("serverAddressByClientCIDRs");
        return versions;
    }

    public static ObjectNode groups() {
        ObjectNode groups = node().put("kind", "APIGroupList").put("apiVersion", "v1");
        groups.putArray("groups");
        return groups;
    }

    public static ObjectNode resources() {
        ObjectNode list = node().put("kind", "APIResourceList").put("groupVersion", "v1");
        ArrayNode resources = list.putArray("resources");
        for (ObjectKind kind : ObjectKind.values()) {
            ObjectNode resource = resources.addObject();
            resource.put("name", kind.plural())
                    .put("singularName", kind.singular())
                    .put("namespaced", kind.namespaced())
                    .put("kind", kind.kind());
            names(resource, kind);
        }
        return list;
    }

    /** The whole of {@code /api} in one document. */
    public static ObjectNode aggregatedCore() {
        ObjectNode list = aggregatedGroups();
        ObjectNode group = ((ArrayNode) list.get("items")).addObject();
        group.putObject("metadata");
        ObjectNode version = group.putArray("versions").addObject().put("version", "v1");
        ArrayNode resources = version.putArray("resources");
        version.put("freshness", "Current");
        for (ObjectKind kind : ObjectKind.values()) {
            ObjectNode resource = resources.addObject();
            resource.put("resource", kind.plural())
                    .put("singularResource", kind.singular())
                    .put("scope", kind.namespaced() ? "Namespaced" : "Cluster");
            resource.putObject("responseKind")
                    .put("group", "")
                    .put("version", "v1")
                    .put("kind", kind.kind());
            names(resource, kind);
        }
        return list;
    }

    /** {@code /apis}: there are no groups. */
    public static ObjectNode aggregatedGroups() {
        ObjectNode list = Views.head("APIGroupDiscoveryList", "apidiscovery.k8s.io/v2", node());
        list.putArray("items");
        return list;
    }

    private static void names(ObjectNode resource, ObjectKind kind) {
        ArrayNode verbs = resource.putArray("verbs");
        VERBS.forEach(verbs::add);
        if (kind.namespaced()) {
            verbs.add("deletecollection");
        }
        if (kind == ObjectKind.NAMESPACE) {
            resource.putArray("shortNames").add("ns");
        }
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
