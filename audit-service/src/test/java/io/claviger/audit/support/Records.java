package io.claviger.audit.support;

import io.claviger.events.ActivityRecord;
import io.claviger.events.ActivityRecord.Credential;
import io.claviger.events.ActivityRecord.Initiator;
import io.claviger.events.ActivityRecord.Observer;
import io.claviger.events.ActivityRecord.Outcome;
import io.claviger.events.ActivityRecord.Reason;
import io.claviger.events.ActivityRecord.Severity;
import io.claviger.events.ActivityRecord.Target;
import io.claviger.events.EventIds;
import io.claviger.kit.crn.Crn;
import io.claviger.testkit.TestTokens;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Activity records as the services write them. */
public record Records(
        String action,
        String target,
        String actor,
        Outcome outcome,
        Instant time,
        String correlationId,
        Map<String, Object> request,
        Map<String, Object> response) {

    public static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    public static Records of(String action, String target) {
        return new Records(
                action,
                target,
                "IBMid-tester",
                Outcome.SUCCESS,
                NOON,
                UUID.randomUUID().toString(),
                Map.of(),
                Map.of());
    }

    /** CRN of a key nobody has used yet. */
    public static String newKey() {
        return newKey(TestTokens.ACCOUNT);
    }

    public static String newKey(String account) {
        return Crn.kmsInstance("local", account, UUID.randomUUID().toString())
                .key(UUID.randomUUID().toString())
                .toString();
    }

    public static String idOf(String keyCrn) {
        return keyCrn.substring(keyCrn.lastIndexOf(':') + 1);
    }

    public Records by(String iamId) {
        return new Records(action, target, iamId, outcome, time, correlationId, request, response);
    }

    public Records at(Instant when) {
        return new Records(action, target, actor, outcome, when, correlationId, request, response);
    }

    public Records failed() {
        return new Records(action, target, actor, Outcome.FAILURE, time, correlationId, request, response);
    }

    public Records correlated(String id) {
        return new Records(action, target, actor, outcome, time, id, request, response);
    }

    public Records asking(Map<String, Object> data) {
        return new Records(action, target, actor, outcome, time, correlationId, data, response);
    }

    public Records answering(Map<String, Object> data) {
        return new Records(action, target, actor, outcome, time, correlationId, request, data);
    }

    public ActivityRecord record() {
        boolean good = outcome == Outcome.SUCCESS;
        return new ActivityRecord(
                EventIds.next(),
                time,
                action,
                outcome,
                action + " of " + target,
                Severity.NORMAL,
                new Initiator(actor, actor, "service/security/account/user", new Credential("token"), null),
                new Target(target, "tested", "kms/secrets"),
                new Observer("test"),
                new Reason(good ? 200 : 409, good ? "OK" : "Conflict", null),
                request,
                response,
                correlationId,
                false,
                null,
                true);
    }
}
