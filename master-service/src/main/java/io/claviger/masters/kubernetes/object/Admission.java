package io.claviger.masters.kubernetes.object;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Refusal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Turns what a client sent into the object that is kept: fields of the server set, defaults filled in, rules checked. */
public final class Admission {

    private static final int GENERATED_PREFIX_LIMIT = 58;
    private static final int SUFFIX_LENGTH = 5;

    /** No vowels, no digits that look like them: generated names spell no words. */
    private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

    private static final List<String> OF_THE_SERVER = List.of(
            "uid", "creationTimestamp", "generation", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds");

    private final RandomGenerator random;

    public Admission(RandomGenerator random) {
        this.random = random;
    }

    /**
     * A new object out of {@code sent}, which stays as it is.
     *
     * @param namespace of the URL; empty for kinds that are not namespaced
     */
    public KubeObject create(KubeObject sent, String namespace, String uid, Instant now) {
        KubeObject object = sent.copy();
        if (!object.resourceVersion().isEmpty()) {
            throw Refusal.badRequest("resourceVersion should not be set on objects to be created");
        }
        ObjectNode metadata = object.metadata();
        place(object, namespace);
        String prefix = metadata.path("generateName").asText("");
        if (object.name().isEmpty() && !prefix.isEmpty()) {
            metadata.put("name", generated(prefix));
        }
        OF_THE_SERVER.forEach(metadata::remove);
        metadata.put("uid", uid);
        metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
        settle(object, null);
        List<Cause> causes = check(object);
        if (!causes.isEmpty()) {
            throw Refusal.invalid(object.kind().qualifiedKind(), object.name(), causes);
        }
        return object;
    }

    /** What replaces {@code former}; the resource version of {@code sent} is the caller's to compare. */
    public KubeObject update(KubeObject former, KubeObject sent) {
        KubeObject object = sent.copy();
        ObjectNode metadata = object.metadata();
        place(object, former.namespace());
        if (object.name().isEmpty()) {
            metadata.put("name", former.name());
        }
        for (String field : OF_THE_SERVER) {
            metadata.remove(field);
            if (former.metadata().has(field)) {
                metadata.set(field, former.metadata().get(field));
            }
        }
        settle(object, former);
        List<Cause> causes = check(object);
        if (!object.name().equals(former.name())) {
            causes.add(Cause.invalid("metadata.name", object.name(), "field is immutable"));
        }
        causes.addAll(MetadataRules.checkUpdate(former, object));
        causes.addAll(checkUpdate(former, object));
        if (!causes.isEmpty()) {
            throw Refusal.invalid(object.kind().qualifiedKind(), former.name(), causes);
        }
        return object;
    }

    private static void place(KubeObject object, String namespace) {
        ObjectNode metadata = object.metadata();
        if (!object.kind().namespaced()) {
            metadata.remove("namespace");
        } else if (object.namespace().isEmpty()) {
            metadata.put("namespace", namespace);
        } else if (!object.namespace().equals(namespace)) {
            throw Refusal.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    private static void settle(KubeObject object, @Nullable KubeObject former) {
        object.tree()
                .put("apiVersion", object.kind().apiVersion())
                .put("kind", object.kind().kind());
        object.metadata().remove("resourceVersion");
        // Who owns what is found out from what has changed, when everything else is settled.
        object.metadata().remove("managedFields");
        switch (object.kind()) {
            case SECRET -> SecretRules.settle(object);
            case NAMESPACE -> NamespaceRules.settle(object, former);
            case CONFIG_MAP -> {
                // Nothing is filled in.
            }
            case DEPLOYMENT -> DeploymentRules.settle(object, former);
        }
    }

    private static List<Cause> check(KubeObject object) {
        List<Cause> causes = new ArrayList<>(MetadataRules.check(object));
        switch (object.kind()) {
            case SECRET -> causes.addAll(SecretRules.check(object));
            case NAMESPACE -> {
                // A namespace is its metadata.
            }
            case CONFIG_MAP -> causes.addAll(ConfigMapRules.check(object));
            case DEPLOYMENT -> causes.addAll(DeploymentRules.check(object));
        }
        return causes;
    }

    private static List<Cause> checkUpdate(KubeObject former, KubeObject object) {
        return switch (object.kind()) {
            case NAMESPACE -> List.of();
            case SECRET -> SecretRules.checkUpdate(former, object);
            case CONFIG_MAP -> DataRules.checkImmutable(former, object);
            case DEPLOYMENT -> DeploymentRules.checkUpdate(former, object);
        };
    }

    private String generated(String prefix) {
        StringBuilder name = new StringBuilder(
                prefix.length() > GENERATED_PREFIX_LIMIT ? prefix.substring(0, GENERATED_PREFIX_LIMIT) : prefix);
        for (int i = 0; i < SUFFIX_LENGTH; i++) {
            name.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
        }
        return name.toString();
    }
}
