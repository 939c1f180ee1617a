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

    /** The groups beside the core. */
    public static ObjectNode groups() {
        ObjectNode list = node().put("kind", "APIGroupList").put("apiVersion", "v1");
        ArrayNode groups = list.putArray("groups");
        ObjectKind.groups().forEach(group -> describe(group, groups.addObject()));
        return list;
    }

    public static ObjectNode group(String group) {
        return describe(group, node().put("kind", "APIGroup").put("apiVersion", "v1"));
    }

    private static ObjectNode describe(String group, ObjectNode into) {
        String version = ObjectKind.version();
        into.put("name", group).putArray("versions").add(groupVersion(group, version));
        into.set("preferredVersion", groupVersion(group, version));
        return into;
    }

    private static ObjectNode groupVersion(String group, String version) {
        return node().put("groupVersion", group + "/" + version).put("version", version);
    }

    /** @param group empty for the core */
    public static ObjectNode resources(String group) {
        String version = group.isEmpty() ? ObjectKind.version() : group + "/" + ObjectKind.version();
        ObjectNode list = node().put("kind", "APIResourceList").put("groupVersion", version);
        ArrayNode resources = list.putArray("resources");
        for (ObjectKind kind : ObjectKind.ofGroup(group)) {
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
        return aggregated(List.of(""));
    }

    /** The whole of {@code /apis} in one document. */
    public static ObjectNode aggregatedGroups() {
        return aggregated(ObjectKind.groups());
    }

    private static ObjectNode aggregated(List<String> groups) {
        ObjectNode list = Views.head("APIGroupDiscoveryList", "apidiscovery.k8s.io/v2", node());
        ArrayNode items = list.putArray("items");
        for (String group : groups) {
            ObjectNode item = items.addObject();
            ObjectNode metadata = item.putObject("metadata");
            if (!group.isEmpty()) {
                metadata.put("name", group);
            }
            ObjectNode version = item.putArray("versions").addObject().put("version", ObjectKind.version());
            ArrayNode resources = version.putArray("resources");
            version.put("freshness", "Current");
            ObjectKind.ofGroup(group).forEach(kind -> aggregate(kind, resources.addObject()));
        }
        return list;
    }

    private static void aggregate(ObjectKind kind, ObjectNode resource) {
        resource.put("resource", kind.plural())
                .put("singularResource", kind.singular())
                .put("scope", kind.namespaced() ? "Namespaced" : "Cluster");
        resource.putObject("responseKind")
                .put("group", kind.group())
                .put("version", ObjectKind.version())
                .put("kind", kind.kind());
        names(resource, kind);
    }

    private static void names(ObjectNode resource, ObjectKind kind) {
        ArrayNode verbs = resource.putArray("verbs");
        VERBS.forEach(verbs::add);
        if (kind.namespaced()) {
            verbs.add("deletecollection");
        }
        if (!kind.shortNames().isEmpty()) {
            ArrayNode names = resource.putArray("shortNames");
            kind.shortNames().forEach(names::add);
        }
        if (kind == ObjectKind.DEPLOYMENT) {
            // What "kubectl get all" asks for.
            resource.putArray("categories").add("all");
        }
    }

    private static ObjectNode node() {
        return JsonNodeFactory.instance.objectNode();
    }
}
