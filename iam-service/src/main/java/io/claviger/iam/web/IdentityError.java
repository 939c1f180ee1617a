package io.claviger.iam.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Error body of the token endpoint (key-protect-api.md 6.1).
 *
 * @param context where to look it up; every value is text
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IdentityError(
        String errorCode, String errorMessage, @Nullable String errorDetails, Map<String, String> context) {}
