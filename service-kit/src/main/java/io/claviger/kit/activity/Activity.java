package io.claviger.kit.activity;

import io.claviger.events.ActivityRecord.Severity;
import io.claviger.events.ActivityRecord.Target;
import java.util.AbstractMap;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
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
        request = Entries.of(request);
        response = Entries.of(response);
    }

    /** Nobody changes them once they are in a record: what an activity adds to, it copies, and the rest it shares. */
    private static final class Entries extends AbstractMap<String, Object> {
        private static final Entries NONE = new Entries(new LinkedHashMap<>());

        private final Map<String, Object> entries;

        private Entries(Map<String, Object> entries) {
            this.entries = Collections.unmodifiableMap(entries);
        }

        private static Map<String, Object> of(Map<String, Object> given) {
            if (given instanceof Entries) {
                return given;
            }
            return given.isEmpty() ? NONE : new Entries(new LinkedHashMap<>(given));
        }

        private static Map<String, Object> with(Map<String, Object> given, String name, Object value) {
            Map<String, Object> more = new LinkedHashMap<>(given);
            more.put(name, value);
            return new Entries(more);
        }

        @Override
        public Set<Entry<String, Object>> entrySet() {
            return entries.entrySet();
        }
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
        Map<String, Object> more = Entries.with(request, name, value);
        return new Activity(action, target, severity, status, failure, more, response, dataEvent, logSource);
    }

    public Activity response(String name, Object value) {
        Map<String, Object> more = Entries.with(response, name, value);
        return new Activity(action, target, severity, status, failure, request, more, dataEvent, logSource);
    }

    /** A use of the key rather than a change of it. */
    public Activity asDataEvent() {
        return new Activity(action, target, severity, status, failure, request, response, true, logSource);
    }

    public Activity from(String crn) {
        return new Activity(action, target, severity, status, failure, request, response, dataEvent, crn);
    }
}
