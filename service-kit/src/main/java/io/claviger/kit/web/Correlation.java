package io.claviger.kit.web;

import io.vertx.core.http.HttpServerRequest;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jboss.logging.MDC;
import org.jspecify.annotations.Nullable;

/**
 * The id that ties together everything one call caused: kept in the logging context, so that every log line carries it, and
 * from there copied into events and activity records.
 */
public final class Correlation {

    /** Name in the logging context. */
    public static final String KEY = "correlationId";

    /** What a caller may send; anything else is replaced, because it goes into logs and headers. */
    private static final Pattern ACCEPTABLE = Pattern.compile("[A-Za-z0-9._:-]{1,128}");

    private Correlation() {}

    public static @Nullable String current() {
        return MDC.get(KEY) instanceof String id ? id : null;
    }

    /** The current id, or a new one that becomes current. */
    public static String currentOrNew() {
        String id = current();
        return id != null ? id : begin(null);
    }

    /** The id of a call that is answered without ever becoming current: what its headers propose, or a new one. */
    public static String of(HttpServerRequest request) {
        return acceptable(CorrelationFilter.proposed(request::getHeader));
    }

    static String begin(@Nullable String proposed) {
        String id = acceptable(proposed);
        MDC.put(KEY, id);
        return id;
    }

    private static String acceptable(@Nullable String proposed) {
        return proposed != null && ACCEPTABLE.matcher(proposed).matches()
                ? proposed
                : UUID.randomUUID().toString();
    }

    static void end() {
        MDC.remove(KEY);
    }

    /** Runs something under the id that came with an event. */
    public static void with(@Nullable String id, Runnable work) {
        String outer = current();
        begin(id);
        try {
            work.run();
        } finally {
            end();
            if (outer != null) {
                MDC.put(KEY, outer);
            }
        }
    }
}
