package io.claviger.keyclient.reaction;

import io.claviger.keyclient.reaction.KeyJobs.Job;
import io.claviger.kit.web.Correlation;
import io.opentelemetry.api.GlobalOpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts work under the trace and the correlation id of the event that caused it, so that one rotation can be followed. */
final class JobTrace {

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

    private JobTrace() {}

    /** @param job absent when the work is done for several jobs at once, and belongs to none of their traces */
    static void follow(@Nullable Job job, Runnable work) {
        String traceparent = job == null ? null : job.traceparent();
        Context parent = traceparent == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), traceparent, TRACEPARENT);
        Tracer tracer = GlobalOpenTelemetry.getTracer("io.claviger.keyclient");
        Span span = tracer.spanBuilder(job == null ? "key-jobs" : "key-job " + job.kind())
                .setParent(parent)
                .startSpan();
        try (Scope scope = span.makeCurrent()) {
            Correlation.with(job == null ? null : job.correlationId(), work);
        } finally {
            span.end();
        }
    }
}
