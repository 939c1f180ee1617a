package io.claviger.keys.call;

import io.claviger.kit.authorization.ActingService;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What every Key Protect request may carry beside its path and body (key-protect-api.md 1.2, 1.6). A class and no record,
 * because JAX-RS gives records no context.
 */
public class KeyRequest {

    @HeaderParam("Authorization")
    @Nullable
    String authorization;

    @HeaderParam("Bluemix-Instance")
    @Nullable
    String instance;

    @HeaderParam("X-Kms-Key-Ring")
    @Nullable
    String keyRing;

    @HeaderParam(ActingService.SOURCE_ACCOUNT)
    @Nullable
    String sourceAccount;

    @HeaderParam("Prefer")
    @Nullable
    String prefer;

    @QueryParam("limit")
    @Nullable
    String limit;

    @QueryParam("offset")
    @Nullable
    String offset;

    @QueryParam("totalCount")
    @Nullable
    String totalCount;

    @Context
    @Nullable
    UriInfo uri;

    /** Of a call that no resource takes, for which JAX-RS reads no parameters. */
    public static KeyRequest of(HttpHeaders headers, UriInfo uri) {
        KeyRequest request = new KeyRequest();
        request.authorization = headers.getHeaderString("Authorization");
        request.instance = headers.getHeaderString("Bluemix-Instance");
        request.keyRing = headers.getHeaderString("X-Kms-Key-Ring");
        request.uri = uri;
        return request;
    }

    public @Nullable String authorization() {
        return authorization;
    }

    public @Nullable String instance() {
        return instance;
    }

    public @Nullable String keyRing() {
        return keyRing == null || keyRing.isBlank() ? null : keyRing;
    }

    /** Account that a service says it works for. */
    public @Nullable String sourceAccount() {
        return sourceAccount;
    }

    public String path() {
        return Objects.requireNonNull(uri).getPath();
    }

    /** Whether the caller wants to see what it changed. */
    public boolean wantsRepresentation() {
        return prefer != null && prefer.toLowerCase(Locale.ROOT).contains("return=representation");
    }

    /** Whether the caller wants to hear no more than what it changed. */
    public boolean wantsMinimal() {
        return prefer != null && prefer.toLowerCase(Locale.ROOT).contains("return=minimal");
    }

    public @Nullable String query(String name) {
        return Objects.requireNonNull(uri).getQueryParameters().getFirst(name);
    }

    /** A list that some clients write with commas and others by naming the parameter again. */
    public @Nullable String queryList(String name) {
        List<String> values = Objects.requireNonNull(uri).getQueryParameters().get(name);
        return values == null || values.isEmpty() ? null : String.join(",", values);
    }
}
