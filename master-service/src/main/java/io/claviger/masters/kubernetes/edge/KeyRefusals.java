package io.claviger.masters.kubernetes.edge;

import io.claviger.masters.kubernetes.KeyUnavailable;
import io.claviger.masters.kubernetes.KeyUnavailable.Why;
import io.claviger.masters.kubernetes.request.Verb;
import io.claviger.masters.kubernetes.status.Cause;
import io.claviger.masters.kubernetes.status.Reason;
import io.claviger.masters.kubernetes.status.Refusal;
import io.claviger.masters.kubernetes.status.Status;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * How an unavailable root key looks to a client. 403 for the decision of its owner, which no tool repeats; 503 only when nobody
 * could be asked. Counts what clients are refused, and nothing else: rewrites wait for
 * their key, and a master that has not noticed serves what it still may.
 */
@Startup
@ApplicationScoped
class KeyRefusals {

    private static final String REFUSED = "claviger.masters.secrets.refused";

    private final MeterRegistry meters;

    /** Every counter is there from the start: of one that begins with the first refusal, Prometheus sees no increase. */
    KeyRefusals(MeterRegistry meters) {
        this.meters = meters;
        for (Why why : Why.values()) {
            count(why, Verb.GET).increment(0);
            count(why, Verb.UPDATE).increment(0);
        }
    }

    /** @param verb of the call that is refused; a watch is refused when it comes to what it may not read */
    Refusal of(KeyUnavailable key, Verb verb, String resource, String name) {
        count(key.why(), verb).increment();
        return new Refusal(status(key, resource, name));
    }

    private Counter count(Why why, Verb verb) {
        return meters.counter(REFUSED, "reason", why.word(), "access", verb.changes() ? "write" : "read");
    }

    private static Status status(KeyUnavailable key, String resource, String name) {
        String subject = name.isEmpty() ? resource : resource + " \"" + name + "\"";
        String why = String.valueOf(key.getMessage());
        Reason reason = switch (key) {
            case KeyUnavailable.Suspended _ -> Reason.FORBIDDEN;
            case KeyUnavailable.Lost _ -> Reason.GONE;
            case KeyUnavailable.Unreachable _ -> Reason.UNAVAILABLE;
        };
        String verdict = switch (key) {
            case KeyUnavailable.Suspended _ -> " is forbidden: ";
            case KeyUnavailable.Lost _ -> " is unreadable: ";
            case KeyUnavailable.Unreachable _ -> " cannot be served now: ";
        };
        Cause cause = new Cause(key.why().word(), why, "");
        return new Status(reason, subject + verdict + why, resource, name, List.of(cause));
    }
}
