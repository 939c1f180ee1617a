package io.claviger.masters.kubernetes.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.claviger.masters.kubernetes.object.KubeObject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All owners of an object's fields. One that has none is not tracked: it was stored before owners were, or they were reset. */
public record Ownership(List<Owner> owners) {

    public static final Ownership NONE = new Ownership(List.of());

    /** Of those who update; the oldest become one. */
    private static final int UPDATERS_LIMIT = 10;

    private static final String ANCIENT = "ancient-changes";
    private static final String FIELD = "managedFields";

    public Ownership {
        owners = List.copyOf(owners);
    }

    public static Ownership of(KubeObject object) {
        List<Owner> owners = new ArrayList<>();
        for (JsonNode entry : object.metadata().path(FIELD)) {
            Owner owner = Owner.read(entry);
            if (!owner.fields().isEmpty()) {
                owners.add(owner);
            }
        }
        return new Ownership(owners);
    }

    /** Whether a client asks that all owners be forgotten, by a list that has one empty entry. */
    private static boolean isReset(KubeObject sent) {
        JsonNode entries = sent.metadata().path(FIELD);
        return entries.size() == 1 && entries.get(0).isEmpty();
    }

    public KubeObject writtenInto(KubeObject object) {
        KubeObject owned = object.copy();
        owned.metadata().remove(FIELD);
        if (!owners.isEmpty()) {
            ArrayNode entries = JsonNodeFactory.instance.arrayNode();
            owners.stream()
                    .sorted(Comparator.comparing(Owner::operation)
                            .thenComparing(Owner::time)
                            .thenComparing(Owner::manager))
                    .forEach(owner -> entries.add(owner.write()));
            owned.metadata().set(FIELD, entries);
        }
        return owned;
    }

    /** After somebody created the object without applying it. */
    public static Ownership created(KubeObject object, String manager, Instant now) {
        return new Ownership(List.of(Owner.of(
                manager,
                Owner.UPDATE,
                object.kind().apiVersion(),
                text(now),
                Fields.of(object).keySet())));
    }

    /** After somebody created the object by applying. */
    public static Ownership firstApplied(KubeObject applied, String manager, Instant now) {
        return new Ownership(List.of(Owner.of(
                manager,
                Owner.APPLY,
                applied.kind().apiVersion(),
                text(now),
                Fields.of(applied).keySet())));
    }

    /**
     * After somebody changed the object without applying it: they own what they changed, and nobody else does.
     *
     * @param sent what they sent, which may say itself who owns what
     * @param wanted what is to be stored
     */
    public static Ownership updated(
            KubeObject former, KubeObject sent, KubeObject wanted, String manager, Instant now) {
        if (isReset(sent)) {
            return NONE;
        }
        Ownership given = of(sent);
        Ownership held = given.owners.isEmpty() ? of(former) : given;
        Map<FieldPath, JsonNode> before = Fields.of(former);
        Map<FieldPath, JsonNode> after = Fields.of(wanted);
        Set<FieldPath> changed = Fields.differing(after, before);
        Set<FieldPath> touched = new HashSet<>(before.keySet());
        touched.removeAll(after.keySet());
        touched.addAll(changed);
        if (held.owners.isEmpty() || touched.isEmpty()) {
            return held;
        }
        List<Owner> owners = held.without(touched, owner -> true);
        if (!changed.isEmpty()) {
            Set<FieldPath> mine = new LinkedHashSet<>(changed);
            owners.stream()
                    .filter(owner -> owner.is(manager, Owner.UPDATE))
                    .forEach(owner -> mine.addAll(owner.fields()));
            owners.removeIf(owner -> owner.is(manager, Owner.UPDATE));
            owners.add(Owner.of(manager, Owner.UPDATE, wanted.kind().apiVersion(), text(now), mine));
        }
        return new Ownership(capped(owners));
    }

    /** The owners without these fields, where the condition holds; who has none left is gone. */
    List<Owner> without(Set<FieldPath> fields, java.util.function.Predicate<Owner> where) {
        List<Owner> left = new ArrayList<>();
        for (Owner owner : owners) {
            Set<FieldPath> kept = new LinkedHashSet<>(owner.fields());
            if (where.test(owner)) {
                kept.removeAll(fields);
            }
            if (!kept.isEmpty()) {
                left.add(owner.owning(kept));
            }
        }
        return left;
    }

    private static List<Owner> capped(List<Owner> owners) {
        List<Owner> updaters = owners.stream()
                .filter(owner -> owner.operation().equals(Owner.UPDATE))
                .sorted(Comparator.comparing(Owner::time))
                .toList();
        if (updaters.size() <= UPDATERS_LIMIT) {
            return owners;
        }
        List<Owner> oldest = updaters.subList(0, updaters.size() - UPDATERS_LIMIT + 1);
        Set<FieldPath> fields = new LinkedHashSet<>();
        oldest.forEach(owner -> fields.addAll(owner.fields()));
        List<Owner> capped = new ArrayList<>(owners);
        capped.removeAll(oldest);
        Owner last = oldest.getLast();
        capped.add(Owner.of(ANCIENT, Owner.UPDATE, last.apiVersion(), last.time(), fields));
        return capped;
    }

    static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
