package io.claviger.keys.wire;

import io.claviger.keys.operation.Operation;
import io.claviger.keys.refusal.Refusal;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Responses in Key Protect's shapes. JSON whatever the caller accepts: nobody is answered 406 (key-protect-api.md 1.2). */
public final class Answers {

    private static final String MORE_INFO = "https://cloud.ibm.com/apidocs/key-protect";
    private static final String PROTECTED_INFO =
            "https://cloud.ibm.com/docs/key-protect?topic=key-protect-troubleshoot-unable-to-delete-keys";
    private static final String NO_ACCESS = "Unauthorized: The user does not have access to the specified resource";

    private Answers() {}

    public static Response json(int status, Object body) {
        return Response.status(status)
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(WireJson.bytes(body))
                .build();
    }

    /** Without a body: clients decode any body of a success. */
    public static Response empty(int status) {
        return Response.status(status).build();
    }

    public static Response refusal(Operation operation, Refusal refusal) {
        return refusal(operation.failure(), refusal);
    }

    static Response refusal(String failure, Refusal refusal) {
        // 401 has no reasons (key-protect-api.md 1.8): it tells nobody what exists.
        Object resource = refusal.status() == 401
                ? Map.of("errorMsg", NO_ACCESS)
                : Map.of("errorMsg", errorMessage(failure, refusal), "reasons", List.of(reason(refusal)));
        // An object and not its bytes: whoever refuses a body before it is read has to write it itself.
        return Response.status(refusal.status())
                .type(MediaType.APPLICATION_JSON_TYPE)
                .entity(Collection.of("error", List.of(resource)))
                .build();
    }

    private static String errorMessage(String failure, Refusal refusal) {
        Response.Status status = Response.Status.fromStatusCode(refusal.status());
        String phrase = status == null ? "Error" : status.getReasonPhrase();
        String detail = refusal.detail() == null ? "" : refusal.detail() + ": ";
        return phrase + ": " + detail + failure + ": Please see `reasons` for more details (" + refusal.code() + ")";
    }

    private static Map<String, Object> reason(Refusal refusal) {
        Map<String, Object> reason = new LinkedHashMap<>();
        reason.put("code", refusal.code());
        reason.put("message", refusal.message());
        reason.put("status", refusal.status());
        reason.put("moreInfo", refusal.code().equals("PROTECTED_RESOURCE_ERR") ? PROTECTED_INFO : MORE_INFO);
        if (refusal.target() != null) {
            reason.put("target", refusal.target());
        }
        return reason;
    }
}
