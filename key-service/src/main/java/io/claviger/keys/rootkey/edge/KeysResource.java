package io.claviger.keys.rootkey.edge;

import io.claviger.crypto.SecretBytes;
import io.claviger.keys.call.Call;
import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.call.Page;
import io.claviger.keys.importtoken.rules.OwnMaterial;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.ring.rules.RingId;
import io.claviger.keys.rootkey.KeyCreation;
import io.claviger.keys.rootkey.KeyReading;
import io.claviger.keys.rootkey.rules.AliasName;
import io.claviger.keys.rootkey.rules.Key;
import io.claviger.keys.rootkey.rules.NewKey;
import io.claviger.keys.rootkey.rules.Windows;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wire.Collection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.util.List;

/** Creates and reads keys (key-protect-api.md 2). */
@Path("/api/v2/keys")
@RunOnVirtualThread
public class KeysResource {

    private final Calls calls;
    private final KeyCreation creation;
    private final KeyReading reading;
    private final Windows windows;
    private final Clock clock;

    KeysResource(Calls calls, KeyCreation creation, KeyReading reading, Windows windows, Clock clock) {
        this.calls = calls;
        this.creation = creation;
        this.reading = reading;
        this.windows = windows;
        this.clock = clock;
    }

    @POST
    public Response create(@BeanParam KeyRequest request, byte[] body) {
        return calls.answer(request, Operation.CREATE_KEY, null, call -> create(call, request, body));
    }

    Response createWithPolicies(KeyRequest request, byte[] body) {
        return calls.answer(request, Operation.CREATE_KEY_WITH_POLICIES, null, call -> create(call, request, body));
    }

    private Response create(Call call, KeyRequest request, byte[] body) {
        CreateBody.NewKeyBody wanted = CreateBody.read(body);
        boolean overriding = call.operation() == Operation.CREATE_KEY_WITH_POLICIES;
        boolean extractable = wanted.extractable() == null || wanted.extractable();
        try (OwnMaterial material = wanted.material().read(call)) {
            if (material instanceof OwnMaterial.InClear clear) {
                NewKey.requireSize(clear.bytes().length(), extractable);
            }
            Key key = creation.create(
                    call,
                    traits(call, wanted, extractable, material != null),
                    AliasName.ofNewKey(wanted.aliases()),
                    overriding ? wanted.policies() : null,
                    material);
            if (!request.wantsRepresentation()) {
                return Answers.json(
                        201,
                        Collection.of("key", List.of(overriding ? json().briefWithPolicies(key) : json().brief(key))));
            }
            return withPayload(call, key, 201);
        }
    }

    private Key.Traits traits(Call call, CreateBody.NewKeyBody wanted, boolean extractable, boolean imported) {
        String ring = call.keyRing() == null ? RingId.DEFAULT : call.keyRing();
        return new Key.Traits(
                NewKey.name(wanted.name()),
                NewKey.description(wanted.description()),
                NewKey.tags(wanted.tags()),
                ring,
                extractable,
                imported,
                NewKey.expirationDate(wanted.expirationDate(), clock.instant()));
    }

    /** A generated standard key is shown to its creator, who asked to see it. */
    private Response withPayload(Call call, Key key, int status) {
        try (SecretBytes payload = reading.payload(call, key)) {
            return Answers.json(status, Collection.of("key", List.of(json().full(key, payload))));
        }
    }

    @GET
    @Path("{key}")
    public Response read(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(request, Operation.READ_KEY, key, call -> {
            KeyReading.Opened opened = reading.read(call, key);
            try (SecretBytes payload = opened.payload()) {
                return Answers.json(200, Collection.of("key", List.of(json().full(opened.key(), payload))));
            }
        });
    }

    @GET
    @Path("{key}/metadata")
    public Response metadata(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(request, Operation.READ_METADATA, key, call -> {
            Key found = reading.metadata(call, key);
            return Answers.json(200, Collection.of("key", List.of(json().full(found, null))));
        });
    }

    @GET
    @Path("{key}/versions")
    public Response versions(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(request, Operation.LIST_VERSIONS, key, call -> {
            boolean allStates = Page.flag("allKeyStates", request.query("allKeyStates"), false);
            var slice = reading.versions(call, key, allStates, Page.of(request));
            var versions = slice.items().stream().map(KeyJson::kept).toList();
            return Answers.json(200, Collection.counted("key.version", versions, slice.total()));
        });
    }

    private KeyJson json() {
        return new KeyJson(windows, clock.instant());
    }
}
