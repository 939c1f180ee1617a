package io.claviger.workers.task.flow;

import io.claviger.workers.task.Task;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Runs a task as part of the trace of whoever asked for it, so that one request can be followed to its end. */
@ApplicationScoped
class TaskSpans {

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

    private final Tracer tracer;

    TaskSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    void in(Task task, Runnable work) {
        String trace = task.traceparent();
        Context parent = trace == null
                ? Context.current()
                : W3CTraceContextPropagator.getInstance().extract(Context.root(), trace, TRACEPARENT);
        Span span = tracer.spanBuilder("task " + task.kind()).setParent(parent).startSpan();
        try (Scope _ = span.makeCurrent()) {
            work.run();
        } finally {
            span.end();
        }
    }
}
