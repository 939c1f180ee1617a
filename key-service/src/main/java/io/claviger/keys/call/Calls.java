package io.claviger.keys.call;

import io.claviger.keys.access.CallMeters;
import io.claviger.keys.access.Origins;
import io.claviger.keys.access.rules.AccessRules;
import io.claviger.keys.access.store.AccessRulesStore;
import io.claviger.keys.coherence.KeyChanges;
import io.claviger.keys.instance.Instances;
import io.claviger.keys.instance.rules.Instance;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import io.claviger.keys.refusal.RefusedException;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wire.KeyProtectDialect;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.crn.Crn;
import io.claviger.kit.web.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Runs one call in Key Protect's order of checks (key-protect-api.md 1.8): token, instance, from where, then the work. A refusal is
 * answered in the contract's shape and recorded on its own, since its transaction was rolled back.
 */
@ApplicationScoped
public class Calls {

    /** What may stand in a record's target although nobody has checked that it exists. */
    private static final Pattern NAMEABLE = Pattern.compile("[A-Za-z0-9_-]{1,90}");

    /** What changes nothing that a replica may have cached. Everything else waits for the replicas (I5). */
    private static final Set<Operation> CHANGING_NOTHING = EnumSet.of(
            Operation.CREATE_KEY,
            Operation.CREATE_KEY_WITH_POLICIES,
            Operation.LIST_KEYS,
            Operation.COUNT_KEYS,
            Operation.READ_KEY,
            Operation.READ_METADATA,
            Operation.READ_STATES,
            Operation.LIST_VERSIONS,
            Operation.LIST_REGISTRATIONS,
            Operation.LIST_RINGS,
            Operation.READ_POLICIES,
            Operation.READ_INSTANCE_POLICIES,
            Operation.READ_ALLOWED_IP_PORT,
            Operation.READ_VERSION_USAGE,
            // Tokens, and how often they were retrieved, are read from the database by each import.
            Operation.CREATE_IMPORT_TOKEN,
            Operation.READ_IMPORT_TOKEN,
            Operation.WRAP,
            Operation.UNWRAP,
            Operation.REWRAP);

    private final Callers callers;
    private final Instances instances;
    private final AccessRulesStore access;
    private final Origins origins;
    private final ServiceAccess services;
    private final CallMeters meters;
    private final Activities activities;
    private final KeyChanges changes;

    public Calls(
            Callers callers,
            Instances instances,
            AccessRulesStore access,
            Origins origins,
            ServiceAccess services,
            CallMeters meters,
            Activities activities,
            KeyChanges changes) {
        this.callers = callers;
        this.instances = instances;
        this.access = access;
        this.origins = origins;
        this.services = services;
        this.meters = meters;
        this.activities = activities;
        this.changes = changes;
    }

    /** @param key as it stands in the path, for the record of a refusal; absent when the call is about no single key */
    public Response answer(
            KeyRequest request, Operation operation, @Nullable String key, Function<Call, Response> work) {
        Caller caller;
        try {
            caller = callers.require(request.authorization);
        } catch (ProblemException e) {
            return Answers.refusal(operation, KeyProtectDialect.refusal(e.problem(), operation));
        }
        long started = System.nanoTime();
        Call call = null;
        AccessRules rules = AccessRules.NONE;
        Response answer;
        try {
            Instance instance = instance(request, caller);
            call = new Call(caller, instance, operation, request.path(), request.keyRing());
            rules = access.of(instance.id());
            Refusal.throwIf(rules.refusal(origins.of(caller)));
            services.requireForPath(call, request.sourceAccount, key);
            answer = work.apply(call);
            settle(operation);
        } catch (RefusedException e) {
            answer = refused(caller, call, request, operation, key, e.refusal());
        } catch (ProblemException e) {
            Refusal refusal = KeyProtectDialect.refusal(e.problem(), operation);
            answer = refused(caller, call, request, operation, key, refusal);
        }
        if (call != null && rules.measured()) {
            Duration took = Duration.ofNanos(System.nanoTime() - started);
            String api = operation.action(call.instance().service());
            meters.count(call.instance().id(), api, answer.getStatus(), took);
        }
        return answer;
    }

    private Instance instance(KeyRequest request, Caller caller) {
        String id = request.instance;
        if (id == null || id.isBlank()) {
            throw Refusal.of(
                            400,
                            "BAD_HEADER_ERR",
                            "The header Bluemix-Instance is required: the GUID of the service instance.")
                    .asException();
        }
        return instances.visible(id, caller);
    }

    /** The work is committed; what it took away must be taken away everywhere before its caller is told so. */
    private void settle(Operation operation) {
        if (changesWhatIsCached(operation)) {
            changes.settle();
        }
    }

    static boolean changesWhatIsCached(Operation operation) {
        return !CHANGING_NOTHING.contains(operation);
    }

    private Response refused(
            Caller caller,
            @Nullable Call call,
            KeyRequest request,
            Operation operation,
            @Nullable String key,
            Refusal refusal) {
        if (refusal.status() == 409 || refusal.status() == 410) {
            // Perhaps this is a second try, and the first was interrupted between its commit and the wait.
            settle(operation);
        }
        Activity activity;
        if (call == null) {
            String claimed = request.instance;
            String id = claimed != null && NAMEABLE.matcher(claimed).matches() ? claimed : "";
            String target = Crn.kmsInstance("", "", id).toString();
            activity = Activity.of(operation.action("kms"), target, id, "kms/secrets");
        } else if (key != null && NAMEABLE.matcher(key).matches()) {
            activity = call.activity(call.instance().crn().key(key), key);
        } else {
            activity = call.activity();
        }
        activities.recordAlone(caller, activity.failed(refusal.status(), refusal.code() + ": " + refusal.message()));
        return Answers.refusal(operation, refusal);
    }
}
