package io.claviger.keys.wrapping.edge;

import io.claviger.keys.custody.Ciphertext;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.wrapping.HotUses;
import io.claviger.keys.wrapping.HotUses.Asked;
import io.claviger.keys.wrapping.HotUses.Ready;
import io.claviger.keys.wrapping.UseRecords;
import io.claviger.keys.wrapping.rules.Wrapped;
import io.claviger.kit.activity.Activities;
import io.claviger.kit.activity.Activity;
import io.claviger.kit.activity.ActivityStream;
import io.claviger.kit.authorization.ActingService;
import io.claviger.kit.caller.Caller;
import io.claviger.kit.caller.Callers;
import io.claviger.kit.web.Correlation;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vertx.ext.web.impl.RoutingContextInternal;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.Arrays;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The short way for wrap, unwrap and rewrap (ADR 0010): on the event loop, without JAX-RS, for what needs neither the
 * database nor a refusal. Everything else goes on to {@link WrappingResource} as if this had not been asked.
 */
@ApplicationScoped
public class HotRoute {

    private static final Logger LOG = Logger.getLogger(HotRoute.class);
    /** After the filters for every request, before JAX-RS. */
    private static final int BEFORE_RESOURCES = -1;
    /** The largest plaintext in base64, with additional data. */
    private static final int LARGEST_BODY = 256 * 1024;

    private final Callers callers;
    private final HotUses hot;
    private final Activities activities;
    private final ActivityStream stream;

    HotRoute(Callers callers, HotUses hot, Activities activities, ActivityStream stream) {
        this.callers = callers;
        this.hot = hot;
        this.activities = activities;
        this.stream = stream;
    }

    void register(@Observes Router router) {
        router.post().order(BEFORE_RESOURCES).handler(this::begin);
    }

    void connect(@Observes StartupEvent event) {
        stream.connect();
    }

    private void begin(RoutingContext routing) {
        HttpServerRequest request = routing.request();
        Asked asked = isUsual(request) ? asked(request) : null;
        if (asked == null) {
            routing.next();
            return;
        }
        Future<Buffer> content = request.body();
        // Quarkus holds every request until somebody wants its body.
        request.resume();
        content.onComplete(read -> {
            if (read.failed()) {
                routing.fail(read.cause());
                return;
            }
            // For whoever has to answer if we cannot.
            ((RoutingContextInternal) routing).setBody(read.result());
            // Only now: a body that does not come would keep a key in memory that its owner has taken away (I1).
            try (Ready ready = hot.ready(asked)) {
                if (ready == null) {
                    routing.next();
                } else {
                    use(routing, ready, read.result());
                }
            } catch (RuntimeException e) {
                // Nothing is answered yet, and nobody else would answer.
                LOG.errorf(e, "hot route failed path=%s", request.path());
                routing.next();
            }
        });
    }

    /** Null for what is none of ours. */
    private @Nullable Asked asked(HttpServerRequest request) {
        UsePath path = UsePath.of(request.path());
        Operation operation = path == null ? null : operation(path);
        Caller caller = operation == null ? null : callers.known(request.getHeader("Authorization"));
        String instance = request.getHeader("Bluemix-Instance");
        if (path == null || operation == null || caller == null || instance == null) {
            return null;
        }
        String ring = request.getHeader("X-Kms-Key-Ring");
        return new Asked(
                caller,
                operation,
                instance,
                path.name(),
                ring == null || ring.isBlank() ? null : ring,
                request.getHeader(ActingService.SOURCE_ACCOUNT),
                request.path());
    }

    private static @Nullable Operation operation(UsePath path) {
        String action = path.action();
        if (action == null || !path.road().equals(UsePath.KEY_PROTECT) || !path.isPlain()) {
            return null;
        }
        return switch (action) {
            case "wrap" -> Operation.WRAP;
            case "unwrap" -> Operation.UNWRAP;
            case "rewrap" -> Operation.REWRAP;
            default -> null;
        };
    }

    /** Bodies of a known and moderate length, on a connection that lets somebody else look at a request once its body is read. */
    private static boolean isUsual(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            return false;
        }
        if (request.getHeader("Expect") != null) {
            // Somebody has to tell the caller to go on.
            return false;
        }
        String length = request.getHeader("Content-Length");
        try {
            return length == null
                    ? request.getHeader("Transfer-Encoding") == null
                    : Integer.parseInt(length) <= LARGEST_BODY;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    private void use(RoutingContext routing, Ready ready, Buffer content) {
        byte[] bytes = content.getBytes();
        Optional<UseBody> read = UseBody.read(bytes);
        Arrays.fill(bytes, (byte) 0);
        if (read.isEmpty()) {
            routing.next();
            return;
        }
        try (UseBody body = read.get();
                Wrapped wrapped = use(ready, body)) {
            if (wrapped == null) {
                routing.next();
            } else {
                record(routing, ready, wrapped, WrapWriter.one(wrapped));
            }
        }
    }

    private @Nullable Wrapped use(Ready ready, UseBody body) {
        Ciphertext ciphertext = body.ciphertext();
        if (ready.call().operation() == Operation.WRAP) {
            return ciphertext == null ? hot.wrap(ready.key(), body.plaintext(), body.aad()) : null;
        }
        if (ciphertext == null || body.plaintext() != null) {
            return null;
        }
        return ready.call().operation() == Operation.UNWRAP
                ? hot.unwrap(ready.key(), ciphertext, body.aad())
                : hot.rewrap(ready.key(), ciphertext, body.aad());
    }

    /** The answer waits for its record; nobody waits with it (I6). */
    private void record(RoutingContext routing, Ready ready, Wrapped wrapped, byte[] answer) {
        String correlationId = Correlation.of(routing.request());
        Context loop = routing.vertx().getOrCreateContext();
        stream.publish(activities.describe(
                        ready.call().caller(), activity(ready, wrapped), routing.request(), correlationId))
                .whenComplete((_, failure) -> loop.runOnContext(_ -> {
                    if (failure == null && hot.stillGood(ready)) {
                        routing.response()
                                .putHeader("Content-Type", "application/json")
                                .putHeader("Correlation-Id", correlationId)
                                .putHeader("X-Correlation-Id", correlationId)
                                .end(Buffer.buffer(answer));
                    } else {
                        // The database is asked, and refuses if it cannot be reached either.
                        routing.next();
                    }
                    Arrays.fill(answer, (byte) 0);
                }));
    }

    private static Activity activity(Ready ready, Wrapped wrapped) {
        return switch (wrapped) {
            case Wrapped.Fresh fresh -> UseRecords.of(ready.call(), ready.key().key(), fresh.version(), null);
            case Wrapped.Opened opened ->
                UseRecords.of(ready.call(), ready.key().key(), opened.version(), null);
            case Wrapped.OpenedAndRewrapped opened ->
                UseRecords.of(ready.call(), ready.key().key(), opened.version(), null);
            case Wrapped.Rewrapped rewrapped ->
                UseRecords.of(ready.call(), ready.key().key(), rewrapped.version(), rewrapped.rewrapped());
        };
    }
}
