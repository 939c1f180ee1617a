package io.claviger.masters.work;

import io.claviger.kit.web.Correlation;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Carries the trace and the correlation id of a call over to the work that it caused. */
public final class Traces {

    private static final TextMapGetter<String> TRACEPARENT = new TextMapGetter<>() {
        @Override
        public Iterable<String> keys(String carrier) {
            return List.of("traceparent");
        }

        @Override
        public @Nullable String get(@Nullable String carrier, String key) {
            return "traceparent".equalsIgnoreCase(key) ? carrier : null;
        }
    };

    private Traces() {}

    /** The caller's trace as W3C writes it; null outside of one. */
    public static @Nullable String current() {
        SpanContext span = Span.current().getSpanContext();
        return span.isValid()
                ? "00-" + span.getTraceId() + "-" + span.getSpanId() + "-"
                        + span.getTraceFlags().asHex()
                : null;
    }

    public static void follow(@Nullable String traceparent, String correlationId, String name, Runnable work) {
        Context parent = traceparent == null
                ? Context.current()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TRACEPARENT);
        Span span = GlobalOpenTelemetry.getTracer("io.claviger.masters")
                .spanBuilder(name)
                .setParent(parent)
                .startSpan();
        try (Scope _ = span.makeCurrent()) {
            Correlation.with(correlationId, work);
        } finally {
            span.end();
        }
    }
}
