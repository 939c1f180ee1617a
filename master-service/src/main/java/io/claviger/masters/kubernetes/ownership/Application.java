package io.claviger.masters.kubernetes.ownership;

import com.fasterxml.jackson.databind.JsonNode;
import io.claviger.masters.kubernetes.object.KubeObject;
import io.claviger.masters.kubernetes.object.TypedReader;
import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Refusal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One server-side apply to an object that is there. What is applied is set; what this manager applied before and does not any
 * more goes, unless somebody else owns it too; what somebody else owns with another value is a conflict, or taken from them.
 */
public final class Application {

    /** Owns everything that was there before the first apply, when nobody had been tracked. */
    private static final String BEFORE = "before-first-apply";

    private final KubeObject applied;
    private final String manager;
    private final boolean force;

    /** @param applied what the client sent, without write-only fields */
    public Application(KubeObject applied, String manager, boolean force) {
        this.applied = applied;
        this.manager = manager;
        this.force = force;
    }

    public record Merged(KubeObject object, Ownership ownership) {}

    /** @throws Refusal when others own what would change, and it is not forced */
    public Merged to(KubeObject live, Instant now) {
        Ownership held = Ownership.of(live);
        Map<FieldPath, JsonNode> before = Fields.of(live);
        if (held.owners().isEmpty()) {
            held = new Ownership(List.of(
                    Owner.of(BEFORE, Owner.UPDATE, live.kind().apiVersion(), Ownership.text(now), before.keySet())));
        }
        Map<FieldPath, JsonNode> wanted = Fields.of(applied);
        Set<FieldPath> changed = Fields.differing(wanted, before);
        refuseConflicts(held, changed, live);

        Set<FieldPath> dropped = dropped(held, wanted.keySet());
        KubeObject merged = live.copy();
        wanted.forEach((path, value) -> {
            if (changed.contains(path)) {
                Fields.put(merged.tree(), path, value);
            }
        });
        dropped.forEach(path -> Fields.remove(merged.tree(), path));
        precondition(merged);

        List<Owner> owners = held.without(changed, owner -> !isMe(owner));
        String time = owners.stream()
                .filter(this::isMe)
                .filter(me -> changed.isEmpty() && me.fields().equals(wanted.keySet()))
                .map(Owner::time)
                .findFirst()
                .orElse(Ownership.text(now));
        owners.removeIf(this::isMe);
        if (!wanted.isEmpty()) {
            owners.add(Owner.of(manager, Owner.APPLY, live.kind().apiVersion(), time, wanted.keySet()));
        }
        // Lists and maps that have lost their last item go too.
        var kind = live.kind();
        KubeObject tidy = new KubeObject(kind, new TypedReader(kind.kind()).read(kind.shape(), merged.tree()));
        return new Merged(tidy, new Ownership(owners));
    }

    private Set<FieldPath> dropped(Ownership held, Set<FieldPath> wanted) {
        Set<FieldPath> dropped = new HashSet<>();
        held.owners().stream().filter(this::isMe).forEach(me -> dropped.addAll(me.fields()));
        held.owners().stream().filter(owner -> !isMe(owner)).forEach(owner -> dropped.removeAll(owner.fields()));
        dropped.removeAll(wanted);
        // An item stays as long as somebody else owns a part of it.
        dropped.removeIf(path -> path.isItem()
                && held.owners().stream()
                        .filter(owner -> !isMe(owner))
                        .flatMap(owner -> owner.fields().stream())
                        .anyMatch(field -> field.isWithin(path)));
        return dropped;
    }

    private void precondition(KubeObject merged) {
        merged.metadata().remove("resourceVersion");
        for (String field : List.of("resourceVersion", "uid")) {
            if (applied.metadata().has(field)) {
                merged.metadata().set(field, applied.metadata().get(field));
            }
        }
    }

    private void refuseConflicts(Ownership held, Set<FieldPath> changed, KubeObject live) {
        List<Conflict> conflicts = new ArrayList<>();
        for (Owner owner : held.owners()) {
            if (!isMe(owner)) {
                changed.stream()
                        .filter(owner.fields()::contains)
                        .forEach(path -> conflicts.add(new Conflict(owner, path)));
            }
        }
        if (force || conflicts.isEmpty()) {
            return;
        }
        Set<FieldPath> handedOver = LastApplied.handedOver(live, manager);
        if (!conflicts.stream().allMatch(conflict -> handedOver.contains(conflict.path()))) {
            throw refusal(conflicts);
        }
    }

    private record Conflict(Owner owner, FieldPath path) {}

    /** In the words of a real server, which kubectl prints with its own advice. */
    private static Refusal refusal(List<Conflict> conflicts) {
        List<Cause> causes = conflicts.stream()
                .map(conflict -> new Cause(
                        "FieldManagerConflict",
                        "conflict with " + conflict.owner().title(),
                        conflict.path().toString()))
                .toList();
        if (conflicts.size() == 1) {
            Conflict one = conflicts.getFirst();
            return Refusal.applyConflict(
                    "Apply failed with 1 conflict: conflict with %s: %s"
                            .formatted(one.owner().title(), one.path()),
                    causes);
        }
        Map<String, List<Conflict>> byOwner = conflicts.stream()
                .collect(Collectors.groupingBy(
                        conflict -> conflict.owner().title(), java.util.TreeMap::new, Collectors.toList()));
        String lines = byOwner.entrySet().stream()
                .map(entry -> "conflicts with " + entry.getKey() + ":\n"
                        + entry.getValue().stream()
                                .map(conflict -> "- " + conflict.path())
                                .collect(Collectors.joining("\n")))
                .collect(Collectors.joining("\n"));
        return Refusal.applyConflict("Apply failed with %d conflicts: %s".formatted(conflicts.size(), lines), causes);
    }

    private boolean isMe(Owner owner) {
        return owner.is(manager, Owner.APPLY);
    }
}
