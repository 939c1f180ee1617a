package io.claviger.keys.rootkey.edge;

import io.claviger.keys.call.Call;
import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.call.Page;
import io.claviger.keys.custody.Base64Secret;
import io.claviger.keys.importtoken.rules.OwnMaterial;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.ring.rules.RingId;
import io.claviger.keys.rootkey.KeyLifecycle;
import io.claviger.keys.rootkey.KeyMove;
import io.claviger.keys.rootkey.KeyRotation;
import io.claviger.keys.rootkey.KeySync;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wire.Collection;
import io.claviger.kit.web.JsonBody;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Changes keys (key-protect-api.md 2.6, 3.4). Bodies of actions may be missing, empty or the literal {@code null}. */
@Path("/api/v2/keys")
@RunOnVirtualThread
public class LifecycleResource {

    private final Calls calls;
    private final KeyLifecycle lifecycle;
    private final KeyRotation rotation;
    private final KeyMove move;
    private final KeySync sync;
    private final Windows windows;
    private final Clock clock;

    LifecycleResource(
            Calls calls,
            KeyLifecycle lifecycle,
            KeyRotation rotation,
            KeyMove move,
            KeySync sync,
            Windows windows,
            Clock clock) {
        this.calls = calls;
        this.lifecycle = lifecycle;
        this.rotation = rotation;
        this.move = move;
        this.sync = sync;
        this.windows = windows;
        this.clock = clock;
    }

    /** Unknown fields are ignored: the documentation shows rotations with a whole key in the body. */
    record RotateBody(
            @Nullable Base64Secret payload,
            @Nullable String encryptedNonce,
            @Nullable String iv,
            @Nullable String encryptionAlgorithm) {

        ImportFields material() {
            return new ImportFields(payload, encryptedNonce, iv, encryptionAlgorithm);
        }
    }

    record RestoreBody(@Nullable List<@Nullable RotateBody> resources) {}

    record PatchBody(@Nullable String keyRingID) {}

    /** The one thing of a key that can be patched is its ring. */
    @PATCH
    @Path("{key}")
    public Response patch(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return calls.answer(request, Operation.PATCH_KEY, key, call -> {
            PatchBody wanted = JsonBody.readStrictly(body, PatchBody.class);
            Key moved = move.move(call, key, RingId.of("keyRingID", wanted.keyRingID()));
            return Answers.json(200, Collection.of("key", List.of(json().full(moved, null))));
        });
    }

    @POST
    @Path("{key}/actions/rotate")
    public Response rotate(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return calls.answer(request, Operation.ROTATE, key, call -> {
            RotateBody wanted = JsonBody.readOptional(body, RotateBody.class);
            try (OwnMaterial material =
                    wanted == null ? null : wanted.material().read(call)) {
                rotation.rotate(call, key, material);
                return Answers.empty(204);
            }
        });
    }

    @POST
    @Path("{key}/actions/disable")
    public Response disable(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(request, Operation.DISABLE, key, call -> {
            lifecycle.disable(call, key);
            return Answers.empty(204);
        });
    }

    @POST
    @Path("{key}/actions/enable")
    public Response enable(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(request, Operation.ENABLE, key, call -> {
            lifecycle.enable(call, key);
            return Answers.empty(204);
        });
    }

    @POST
    @Path("{key}/actions/sync")
    public Response sync(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(request, Operation.SYNC, key, call -> {
            sync.sync(call, key);
            return Answers.empty(204);
        });
    }

    @DELETE
    @Path("{key}")
    public Response delete(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(request, Operation.DELETE, key, call -> {
            boolean force = Page.flag("force", request.query("force"), false);
            return shown(request, lifecycle.delete(call, key, force, status(request)));
        });
    }

    @POST
    @Path("{key}/restore")
    public Response restore(@BeanParam KeyRequest request, @PathParam("key") String key, byte[] body) {
        return calls.answer(request, Operation.RESTORE, key, call -> {
            Key restored = lifecycle.restore(call, key, () -> material(call, body));
            Object answer =
                    request.wantsMinimal() ? Map.of("id", restored.id().toString()) : json().full(restored, null);
            return Answers.json(201, Collection.of("key", List.of(answer)));
        });
    }

    /** Read only where an instance's policy wants it: whatever else clients post with a restore is ignored. */
    private static @Nullable OwnMaterial material(Call call, byte @Nullable [] body) {
        RestoreBody wanted = JsonBody.readOptional(body, RestoreBody.class);
        List<@Nullable RotateBody> resources = wanted == null ? null : wanted.resources();
        if (resources == null || resources.isEmpty()) {
            return null;
        }
        try {
            RotateBody first = resources.getFirst();
            return first == null ? null : first.material().read(call);
        } finally {
            resources.stream()
                    .filter(Objects::nonNull)
                    .forEach(each -> each.material().close());
        }
    }

    @DELETE
    @Path("{key}/purge")
    public Response purge(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(
                request, Operation.PURGE, key, call -> shown(request, lifecycle.purge(call, key, status(request))));
    }

    private static int status(KeyRequest request) {
        return request.wantsRepresentation() ? 200 : 204;
    }

    private Response shown(KeyRequest request, Key key) {
        return request.wantsRepresentation()
                ? Answers.json(200, Collection.of("key", List.of(json().full(key, null))))
                : Answers.empty(204);
    }

    private KeyJson json() {
        return new KeyJson(windows, clock.instant());
    }
}
