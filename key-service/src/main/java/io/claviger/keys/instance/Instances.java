package io.claviger.keys.instance;

import io.claviger.events.ActivityRecord.Severity;
import io.claviger.keys.custody.Custody;
import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.instance.rules.InstanceMark;
import io.claviger.keys.instance.rules.InstanceOrder;
import io.claviger.keys.instance.store.InstanceStore;
import io.claviger.keys.refusal.Refusal;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.crn.Crn;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.scheduler.Scheduled;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Orders, finds and gives up instances. */
@ApplicationScoped
public class Instances {

    /** Platform roles that may change instances (key-protect-api.md 6.4); Manager is the service role a small team has. */
    private static final Set<String> EDITORS = Set.of("Editor", "Administrator", "Manager");

    /** Who may see them (6.4). */
    private static final Set<String> VIEWERS = Set.of("Viewer", "Operator", "Editor", "Administrator", "Manager");

    /** Services have no platform roles; theirs is the one by which they live under keys. */
    private static final Set<String> SERVICES = Set.of("Reader", "Manager");

    private static final Logger LOG = Logger.getLogger(Instances.class);
    private static final int CHUNK = 200;

    private final InstanceStore store;
    private final InstanceContents contents;
    private final Custody custody;
    private final Activities activities;
    private final Clock clock;

    public Instances(
            InstanceStore store, InstanceContents contents, Custody custody, Activities activities, Clock clock) {
        this.store = store;
        this.contents = contents;
        this.custody = custody;
        this.activities = activities;
        this.clock = clock;
    }

    /** The instance a Key Protect call names, or the one answer for unknown and foreign ones. */
    public Instance visible(String id, Caller caller) {
        return store.find(id.strip().toLowerCase(Locale.ROOT))
                .filter(found -> caller.mayActIn(found.accountId()))
                .orElseThrow(() -> Refusal.unauthorized("The instance " + id + " is unknown or of another account.")
                        .asException());
    }

    public Instance order(Caller caller, InstanceOrder order) {
        requireEditor(caller, order.service());
        // In the transaction, so that the seal it is sealed under cannot be retired before the row is there.
        return QuarkusTransaction.requiringNew().call(() -> {
            String id = UUID.randomUUID().toString();
            Instance instance = new Instance(
                    id,
                    order.service(),
                    order.region(),
                    caller.accountId(),
                    order.name(),
                    order.resourceGroup(),
                    order.planId(),
                    custody.newInstanceKey(id),
                    now(),
                    caller.iamId());
            store.add(instance);
            activities.record(caller, activity(instance, "create").status(201));
            return instance;
        });
    }

    /** An instance by GUID or CRN, for whoever may see it. */
    public Instance read(Caller caller, String guidOrCrn) {
        Instance found = find(caller, guidOrCrn);
        requireViewer(caller, List.of("kms", found.service()));
        return found;
    }

    private Instance find(Caller caller, String guidOrCrn) {
        return store.find(id(guidOrCrn))
                .filter(found -> caller.mayActIn(found.accountId()))
                .orElseThrow(() -> unknown(guidOrCrn));
    }

    /**
     * Users see their own account's; services may name any account, or none for all.
     *
     * @param after where the former part of the list ended; absent for the first part
     */
    public List<Instance> list(Caller caller, @Nullable String accountId, @Nullable InstanceMark after, int limit) {
        requireViewer(caller, List.of("kms", "hs-crypto"));
        if (caller.isService()) {
            return store.list(accountId, after, limit);
        }
        boolean foreign = accountId != null && !accountId.equals(caller.accountId());
        return foreign ? List.of() : store.list(caller.accountId(), after, limit);
    }

    /**
     * Removes an instance without keys. One with deleted keys is closed: nobody gets at it any more, and its keys stay as long as
     * their owner was promised them back (ADR 0036).
     */
    public void giveUp(Caller caller, String guidOrCrn) {
        Instance named = find(caller, guidOrCrn);
        requireEditor(caller, named.service());
        QuarkusTransaction.requiringNew().run(() -> {
            if (store.lock(named.id()).isEmpty()) {
                throw unknown(guidOrCrn);
            }
            InstanceContents.Held held = contents.held(named.id());
            if (held.living() > 0) {
                throw new InstanceRefusedException(
                        409,
                        "RC-InstanceHoldsKeys",
                        "Instance " + named.id() + " still holds at least " + held.living()
                                + " key(s) that are not destroyed; delete them first.");
            }
            if (held.any()) {
                store.close(named.id(), now(), caller.iamId());
            } else {
                store.remove(named.id());
            }
            activities.record(
                    caller,
                    activity(named, "delete")
                            .severity(Severity.CRITICAL)
                            .response("reclaimable", held.any())
                            .status(204));
        });
    }

    /** Takes back that an instance was given up, with those of its keys that are not purged yet. */
    public Instance takeBack(Caller caller, String guidOrCrn) {
        Instance named = store.findClosed(id(guidOrCrn))
                .filter(found -> caller.mayActIn(found.accountId()))
                .orElseThrow(() -> unknown(guidOrCrn));
        requireEditor(caller, named.service());
        return QuarkusTransaction.requiringNew().call(() -> {
            if (store.lockClosed(named.id()).isEmpty()) {
                throw unknown(guidOrCrn);
            }
            store.reopen(named.id());
            activities.record(
                    caller,
                    activity(named, "restore").severity(Severity.WARNING).status(200));
            return named;
        });
    }

    @Scheduled(every = "{claviger.keys.sweep-every:10s}", concurrentExecution = Scheduled.ConcurrentExecution.SKIP)
    void removeEmptied() {
        for (String id : store.closedAndEmpty(CHUNK)) {
            try {
                QuarkusTransaction.requiringNew().run(() -> removeEmptied(id));
            } catch (RuntimeException e) {
                // The next time tries again; the others need not wait for this one.
                LOG.errorf(e, "removal failed instance=%s", id);
            }
        }
    }

    /** Unless another replica has, or somebody has taken it back. */
    private void removeEmptied(String id) {
        store.lockClosed(id).filter(_ -> !contents.held(id).any()).ifPresent(closed -> {
            store.remove(id);
            activities.recordOwn(activity(closed, "reclaim").status(204));
        });
    }

    /** @param guidOrCrn as the caller sent it, unchecked: only what has the form of an id goes on record */
    public void recordRefusal(Caller caller, String verb, @Nullable String guidOrCrn, int status, String why) {
        String named =
                guidOrCrn == null ? "" : Crn.parse(guidOrCrn).map(Crn::instance).orElse(guidOrCrn);
        Crn crn = Crn.kmsInstance("", caller.accountId(), named.matches("[A-Za-z0-9-]{1,64}") ? named : "");
        activities.recordAlone(
                caller,
                Activity.of("resource-controller.instance." + verb, crn.toString(), "instance", "resource-controller")
                        .failed(status, why));
    }

    private static String id(String guidOrCrn) {
        return Crn.parse(guidOrCrn).map(Crn::instance).orElse(guidOrCrn).toLowerCase(Locale.ROOT);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static void requireViewer(Caller caller, List<String> services) {
        Set<String> viewers = caller.isService() ? SERVICES : VIEWERS;
        if (services.stream().noneMatch(service -> caller.has(service, viewers))) {
            throw new InstanceRefusedException(
                    403,
                    "RC-IAMAuthorizationFailedError",
                    "This needs the role Viewer, Operator, Editor, Administrator or Manager for kms.");
        }
    }

    private static void requireEditor(Caller caller, String service) {
        if (!caller.has("kms", EDITORS) && !caller.has(service, EDITORS)) {
            throw new InstanceRefusedException(
                    403,
                    "RC-IAMAuthorizationFailedError",
                    "This needs the role Editor, Administrator or Manager for " + service + ".");
        }
    }

    private static InstanceRefusedException unknown(String guidOrCrn) {
        return new InstanceRefusedException(404, "RC-InstanceNotFound", "There is no instance " + guidOrCrn + ".");
    }

    private static Activity activity(Instance instance, String verb) {
        return Activity.of(
                        "resource-controller.instance." + verb,
                        instance.crn().toString(),
                        instance.name(),
                        "resource-controller")
                .response("instanceID", instance.id())
                .from(instance.crn().toString());
    }
}
