package io.claviger.kit.activity;

import io.claviger.events.ActivityRecord;
import io.claviger.events.ActivityRecord.Credential;
import io.claviger.events.ActivityRecord.Host;
import io.claviger.events.ActivityRecord.Initiator;
import io.claviger.events.ActivityRecord.Observer;
import io.claviger.events.ActivityRecord.Outcome;
import io.claviger.events.ActivityRecord.Reason;
import io.claviger.events.ActivityRecord.Severity;
import io.claviger.events.ActivityRecord.Target;
import io.claviger.events.EventIds;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.outbox.Outbox;
import io.claviger.kit.web.ClientAddresses;
import io.claviger.kit.web.Correlation;
import io.quarkus.arc.Arc;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response.Status;
import java.net.InetAddress;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/** Records activity in the outbox: with the change when there is one, on its own when a call was refused. */
@ApplicationScoped
public class Activities {

    private final Outbox outbox;
    private final Clock clock;
    private final String observer;
    private final CurrentVertxRequest current;
    private final ClientAddresses addresses;

    public Activities(
            Outbox outbox,
            Clock clock,
            @ConfigProperty(name = "quarkus.application.name") String observer,
            CurrentVertxRequest current,
            ClientAddresses addresses) {
        this.outbox = outbox;
        this.clock = clock;
        this.observer = observer;
        this.current = current;
        this.addresses = addresses;
    }

    /** Records in the caller's transaction, so that the change and its record are one. */
    public void record(Caller caller, Activity activity) {
        outbox.append(toRecord(initiator(caller, host()), activity));
    }

    /** Records in a transaction of its own: for refusals, and for reads that change nothing. */
    public void recordAlone(Caller caller, Activity activity) {
        QuarkusTransaction.requiringNew().run(() -> record(caller, activity));
    }

    /** Records what the service did by itself, for example on a key event. */
    public void recordOwn(Activity activity) {
        String id = "iam-ServiceId-" + observer;
        Initiator initiator =
                new Initiator(id, observer, "service/security/account/serviceid", new Credential("token"), null);
        outbox.append(toRecord(initiator, activity));
    }

    /**
     * The record of a call, to be published by {@link ActivityStream}: for who answers outside of JAX-RS.
     *
     * @param correlationId as it is echoed to the caller
     */
    public ActivityRecord describe(Caller caller, Activity activity, HttpServerRequest request, String correlationId) {
        return toRecord(initiator(caller, host(request)), activity, correlationId);
    }

    /** As {@link #describe(Caller, Activity, HttpServerRequest, String)}, of the request that is current. */
    public ActivityRecord describe(Caller caller, Activity activity) {
        return toRecord(initiator(caller, host()), activity);
    }

    private ActivityRecord toRecord(Initiator initiator, Activity activity) {
        return toRecord(initiator, activity, Correlation.currentOrNew());
    }

    private ActivityRecord toRecord(Initiator initiator, Activity activity, String correlationId) {
        boolean failed = activity.status() >= 400;
        // Unauthorised and forbidden are both recorded as 401 (key-protect-api.md 7.2).
        int status = activity.status() == 403 ? 401 : activity.status();
        Status phrase = Status.fromStatusCode(status);
        return new ActivityRecord(
                EventIds.next(),
                clock.instant(),
                activity.action(),
                failed ? Outcome.FAILURE : Outcome.SUCCESS,
                observer + ": " + activity.action() + " "
                        + RecordedText.required(activity.target().name()) + (failed ? " failed" : ""),
                failed ? failureSeverity(status, activity.severity()) : activity.severity(),
                initiator,
                new Target(
                        RecordedText.required(activity.target().id()),
                        RecordedText.required(activity.target().name()),
                        activity.target().typeURI()),
                new Observer(observer),
                new Reason(status, phrase == null ? "" : phrase.getReasonPhrase(), RecordedText.of(activity.failure())),
                RecordedText.within(activity.request()),
                RecordedText.within(activity.response()),
                correlationId,
                activity.dataEvent(),
                activity.logSource(),
                true);
    }

    private static Severity failureSeverity(int status, Severity base) {
        return switch (status) {
            case 401, 403, 503, 507 -> Severity.CRITICAL;
            case 400, 409, 424, 502, 504, 505 -> base == Severity.CRITICAL ? base : Severity.WARNING;
            default -> base;
        };
    }

    private static Initiator initiator(Caller caller, @Nullable Host host) {
        return new Initiator(
                caller.iamId(),
                RecordedText.required(caller.name()),
                caller.isService() ? "service/security/account/serviceid" : "service/security/account/user",
                new Credential(caller.credential().recordedAs()),
                host);
    }

    private @Nullable Host host() {
        if (!Arc.container().requestContext().isActive()) {
            return null;
        }
        RoutingContext request = current.getCurrent();
        return request == null ? null : host(request.request());
    }

    private Host host(HttpServerRequest request) {
        String address = addresses.of(request).map(InetAddress::getHostAddress).orElse(null);
        return new Host(RecordedText.of(address), RecordedText.of(request.getHeader("User-Agent")));
    }
}
