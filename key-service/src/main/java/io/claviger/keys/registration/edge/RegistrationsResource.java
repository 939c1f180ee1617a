package io.claviger.keys.registration.edge;

import io.claviger.keys.call.Call;
import io.claviger.keys.call.Calls;
import io.claviger.keys.call.KeyRequest;
import io.claviger.keys.call.Page;
import io.claviger.keys.operation.Operation;
import io.claviger.keys.registration.Registrations;
import io.claviger.keys.registration.rules.CrnQuery;
import io.claviger.keys.registration.rules.Registration;
import io.claviger.keys.registration.rules.RegistrationFilter;
import io.claviger.keys.wire.Answers;
import io.claviger.keys.wire.Collection;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lists for everybody, writes for services. The CRN in a path has slashes, which some proxies decode on the way. */
@Path("/api/v2/keys")
@RunOnVirtualThread
public class RegistrationsResource {

    private static final String ONE = "{key}/registrations/{crn: .+}";

    private final Calls calls;
    private final Registrations registrations;

    RegistrationsResource(Calls calls, Registrations registrations) {
        this.calls = calls;
        this.registrations = registrations;
    }

    @GET
    @Path("registrations")
    public Response listAll(@BeanParam KeyRequest request) {
        return calls.answer(request, Operation.LIST_REGISTRATIONS, null, call -> list(call, request, null));
    }

    @GET
    @Path("{key}/registrations")
    public Response list(@BeanParam KeyRequest request, @PathParam("key") String key) {
        return calls.answer(request, Operation.LIST_REGISTRATIONS, key, call -> list(call, request, key));
    }

    private Response list(Call call, KeyRequest request, @Nullable String key) {
        String prevent = request.query("preventKeyDeletion");
        @Nullable Boolean preventing = prevent == null ? null : Page.flag("preventKeyDeletion", prevent, false);
        @Nullable
        CrnQuery crn = CrnQuery.parse(request.query("urlEncodedResourceCRNQuery"), key == null)
                .orElse(null);
        var slice = registrations.list(
                call, key, keyId -> new RegistrationFilter(keyId, call.keyRing(), crn, preventing), Page.of(request));
        List<Map<String, Object>> found = slice.items().stream()
                .map(registration -> json(registration, call.caller().isService()))
                .toList();
        return Answers.json(200, Collection.counted("registration", found, slice.total()));
    }

    @POST
    @Path(ONE)
    public Response create(
            @BeanParam KeyRequest request, @PathParam("key") String key, @PathParam("crn") String crn, byte[] body) {
        return calls.answer(
                request,
                Operation.CREATE_REGISTRATION,
                key,
                call -> shown(
                        201,
                        registrations.create(
                                call, key, crn, RegistrationBody.read(body).whole())));
    }

    @PUT
    @Path(ONE)
    public Response replace(
            @BeanParam KeyRequest request, @PathParam("key") String key, @PathParam("crn") String crn, byte[] body) {
        return calls.answer(request, Operation.REPLACE_REGISTRATION, key, call -> {
            RegistrationBody wanted = RegistrationBody.read(body);
            return shown(200, registrations.change(call, key, crn, wanted.version(), _ -> wanted.whole()));
        });
    }

    @PATCH
    @Path(ONE)
    public Response merge(
            @BeanParam KeyRequest request, @PathParam("key") String key, @PathParam("crn") String crn, byte[] body) {
        return calls.answer(request, Operation.MERGE_REGISTRATION, key, call -> {
            RegistrationBody wanted = RegistrationBody.read(body);
            return shown(200, registrations.change(call, key, crn, wanted.version(), wanted::mergedInto));
        });
    }

    @DELETE
    @Path(ONE)
    public Response delete(@BeanParam KeyRequest request, @PathParam("key") String key, @PathParam("crn") String crn) {
        return calls.answer(request, Operation.DELETE_REGISTRATION, key, call -> {
            int status = request.wantsRepresentation() ? 200 : 204;
            Registration deleted = registrations.delete(call, key, crn, status);
            return status == 200 ? shown(status, deleted) : Answers.empty(status);
        });
    }

    private static Response shown(int status, Registration registration) {
        return Answers.json(status, Collection.of("registration", List.of(json(registration, true))));
    }

    private static Map<String, Object> json(Registration registration, boolean toService) {
        Map<String, Object> version = new LinkedHashMap<>();
        version.put("id", registration.version().id().toString());
        version.put("creationDate", registration.version().createdAt());
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("keyId", registration.keyId().toString());
        json.put("keyName", registration.keyName());
        json.put("resourceCrn", registration.resourceCrn());
        json.put("createdBy", registration.createdBy());
        json.put("creationDate", registration.createdAt());
        json.put("updatedBy", registration.updatedBy());
        json.put("lastUpdated", registration.updatedAt());
        json.put("description", registration.description() == null ? "" : registration.description());
        if (toService && registration.metadata() != null) {
            json.put("registrationMetadata", registration.metadata());
        }
        json.put("preventKeyDeletion", registration.preventKeyDeletion());
        json.put("keyVersion", version);
        return json;
    }
}
