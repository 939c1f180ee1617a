package io.claviger.masters.kubernetes.object;

import static io.claviger.masters.kubernetes.object.Shape.ANY;
import static io.claviger.masters.kubernetes.object.Shape.BYTES;
import static io.claviger.masters.kubernetes.object.Shape.FLAG;
import static io.claviger.masters.kubernetes.object.Shape.TEXT;
import static io.claviger.masters.kubernetes.object.Shape.TIME;
import static io.claviger.masters.kubernetes.object.Shape.WHOLE;
import static io.claviger.masters.kubernetes.object.Shape.field;
import static io.claviger.masters.kubernetes.object.Shape.list;
import static io.claviger.masters.kubernetes.object.Shape.listByKey;
import static io.claviger.masters.kubernetes.object.Shape.set;
import static io.claviger.masters.kubernetes.object.Shape.struct;

import io.claviger.masters.kubernetes.object.Shape.MapOf;
import io.claviger.masters.kubernetes.object.Shape.Struct;
import java.util.Map;

/** The messages this API reads, as Kubernetes 1.32 declares them. */
public final class Shapes {

    private static final Struct OWNER_REFERENCE = struct(
            "v1.OwnerReference",
            field(1, "kind", TEXT),
            field(3, "name", TEXT),
            field(4, "uid", TEXT),
            field(5, "apiVersion", TEXT),
            field(6, "controller", FLAG),
            field(7, "blockOwnerDeletion", FLAG));

    private static final Struct MANAGED_FIELDS = struct(
            "v1.ManagedFieldsEntry",
            field(1, "manager", TEXT),
            field(2, "operation", TEXT),
            field(3, "apiVersion", TEXT),
            field(4, "time", TIME),
            field(6, "fieldsType", TEXT),
            field(7, "fieldsV1", ANY),
            field(8, "subresource", TEXT));

    static final Struct METADATA = struct(
            "v1.ObjectMeta",
            field(1, "name", TEXT),
            field(2, "generateName", TEXT),
            field(3, "namespace", TEXT),
            field(4, "selfLink", TEXT),
            field(5, "uid", TEXT),
            field(6, "resourceVersion", TEXT),
            field(7, "generation", WHOLE),
            field(8, "creationTimestamp", TIME),
            field(9, "deletionTimestamp", TIME),
            field(10, "deletionGracePeriodSeconds", WHOLE),
            field(11, "labels", new MapOf(TEXT)),
            field(12, "annotations", new MapOf(TEXT)),
            field(13, "ownerReferences", listByKey(OWNER_REFERENCE, "uid")),
            field(14, "finalizers", set(TEXT)),
            field(17, "managedFields", list(MANAGED_FIELDS)));

    public static final Struct SECRET = struct(
            "v1.Secret",
            field(0, "apiVersion", TEXT),
            field(0, "kind", TEXT),
            field(1, "metadata", METADATA),
            field(5, "immutable", FLAG),
            field(2, "data", new MapOf(BYTES)),
            field(4, "stringData", new MapOf(TEXT)),
            field(3, "type", TEXT));

    public static final Struct CONFIG_MAP = struct(
            "v1.ConfigMap",
            field(0, "apiVersion", TEXT),
            field(0, "kind", TEXT),
            field(1, "metadata", METADATA),
            field(4, "immutable", FLAG),
            field(2, "data", new MapOf(TEXT)),
            field(3, "binaryData", new MapOf(BYTES)));

    private static final ShapeTable DEPLOYMENTS =
            new ShapeTable("/kubernetes/deployment.shapes", Map.of("ObjectMeta", METADATA));

    public static final Struct DEPLOYMENT = struct(
            "v1.Deployment",
            field(0, "apiVersion", TEXT),
            field(0, "kind", TEXT),
            field(1, "metadata", METADATA),
            field(2, "spec", DEPLOYMENTS.struct("DeploymentSpec")),
            field(3, "status", DEPLOYMENTS.struct("DeploymentStatus")));

    private static final Struct CONDITION = struct(
            "v1.NamespaceCondition",
            field(1, "type", TEXT),
            field(2, "status", TEXT),
            field(4, "lastTransitionTime", TIME),
            field(5, "reason", TEXT),
            field(6, "message", TEXT));

    public static final Struct NAMESPACE = struct(
            "v1.Namespace",
            field(0, "apiVersion", TEXT),
            field(0, "kind", TEXT),
            field(1, "metadata", METADATA),
            field(2, "spec", struct("v1.NamespaceSpec", field(1, "finalizers", list(TEXT)))),
            field(
                    3,
                    "status",
                    struct(
                            "v1.NamespaceStatus",
                            field(1, "phase", TEXT),
                            field(2, "conditions", listByKey(CONDITION, "type")))));

    public static final Struct DELETE_OPTIONS = struct(
            "v1.DeleteOptions",
            field(0, "apiVersion", TEXT),
            field(0, "kind", TEXT),
            field(1, "gracePeriodSeconds", WHOLE),
            field(
                    2,
                    "preconditions",
                    struct("v1.Preconditions", field(1, "uid", TEXT), field(2, "resourceVersion", TEXT))),
            field(3, "orphanDependents", FLAG),
            field(4, "propagationPolicy", TEXT),
            field(5, "dryRun", list(TEXT)),
            field(6, "ignoreStoreReadErrorWithClusterBreakingPotential", FLAG));

    private Shapes() {}
}
