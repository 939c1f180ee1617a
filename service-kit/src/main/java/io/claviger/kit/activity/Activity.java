package io.claviger.kit.activity;

import io.claviger.events.ActivityRecord.Severity;
import io.claviger.events.ActivityRecord.Target;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to record about one call.
 *
 * @param action name from the contracts, for example {@code kms.secrets.rotate}
 * @param target CRN, name and type of what was acted on
 * @param severity of a success; a failure's status may raise it (key-protect-api.md 7.3)
 * @param status HTTP status that the caller got, or would have got
 * @param failure why it failed, absent on success; never secrets
 * @param logSource CRN of the KMS instance or the cluster
 */
public record Activity(
        String action,
        Target target,
        Severity severity,
        int status,
        @Nullable String failure,
        Map<String, Object> request,
        Map<String, Object> response,
        boolean dataEvent,
        @Nullable String logSource) {

    public Activity {
        request = new LinkedHashMap<>(request);
        response = new LinkedHashMap<>(response);
    }

    public static Activity of(String action, String targetCrn, String targetName, String typeUri) {
        return new Activity(
                action,
                new Target(targetCrn, targetName, typeUri),
                Severity.NORMAL,
                200,
                null,
                Map.of(),
                Map.of(),
                false,
                null);
    }

    public Activity severity(Severity level) {
        return new Activity(action, target, level, status, failure, request, response, dataEvent, logSource);
    }

    public Activity status(int code) {
        return new Activity(action, target, severity, code, failure, request, response, dataEvent, logSource);
    }

    public Activity failed(int code, String why) {
        return new Activity(action, target, severity, code, why, request, response, dataEvent, logSource);
    }

    public Activity request(String name, Object value) {
        Activity copy = status(status);
        copy.request.put(name, value);
        return copy;
    }

    public Activity response(String name, Object value) {
        Activity copy = status(status);
        copy.response.put(name, value);
        return copy;
    }

    /** A use of the key rather than a change of it. */
    public Activity asDataEvent() {
        return new Activity(action, target, severity, status, failure, request, response, true, logSource);
    }

    public Activity from(String crn) {
        return new Activity(action, target, severity, status, failure, request, response, dataEvent, crn);
    }
}
