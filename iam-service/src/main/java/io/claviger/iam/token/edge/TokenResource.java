package io.claviger.iam.token.edge;

import io.claviger.iam.token.Form;
import io.claviger.iam.token.RefusedToken;
import io.claviger.iam.token.TokenRequest;
import io.claviger.iam.web.IdentityError;
import io.claviger.iam.web.IdentityErrors;
import io.claviger.kit.web.Problem;
import io.claviger.kit.web.ProblemException;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.media.SchemaProperty;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Two paths for one function: IBM's Node, Java and terraform use the first, its Go and Python clients the second. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
@Tag(name = "Tokens")
public class TokenResource {

    private final TokenIssuing issuing;
    private final IdentityErrors errors;

    public TokenResource(TokenIssuing issuing, IdentityErrors errors) {
        this.issuing = issuing;
        this.errors = errors;
    }

    @POST
    @Path("identity/token")
    @Operation(
            operationId = "getToken",
            summary = "Exchanges an API key or a refresh token for an access token",
            description = "An Authorization header (client id and secret) is accepted and ignored.")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_FORM_URLENCODED,
                            schema =
                                    @Schema(
                                            type = SchemaType.OBJECT,
                                            requiredProperties = "grant_type",
                                            properties = {
                                                @SchemaProperty(
                                                        name = "grant_type",
                                                        type = SchemaType.STRING,
                                                        enumeration = {
                                                            TokenRequest.APIKEY_GRANT,
                                                            TokenRequest.REFRESH_GRANT
                                                        }),
                                                @SchemaProperty(name = "apikey", type = SchemaType.STRING),
                                                @SchemaProperty(name = "refresh_token", type = SchemaType.STRING)
                                            })))
    @APIResponse(
            responseCode = "200",
            description = "A token",
            content = @Content(schema = @Schema(implementation = TokenAnswer.class)))
    @APIResponse(
            responseCode = "400",
            description = "BXNIM0415E unknown API key, BXNIM0407E refresh token, BXNIM0109E missing field, BXNIM0060E",
            content = @Content(schema = @Schema(implementation = IdentityError.class)))
    public TokenAnswer token(
            @Parameter(hidden = true) @HeaderParam("Content-Type") @Nullable String contentType,
            byte @Nullable [] body) {
        if (body != null && body.length > Form.LONGEST) {
            throw new ProblemException(new Problem(
                    413,
                    Problem.Kind.BODY_TOO_LARGE,
                    "The request body is larger than " + Form.LONGEST + " bytes.",
                    null));
        }
        return issuing.issue(TokenRequest.of(Form.read(contentType, body)));
    }

    @POST
    @Path("oidc/token")
    @Operation(operationId = "getTokenOidc", summary = "The same as /identity/token")
    @RequestBody(
            required = true,
            content =
                    @Content(
                            mediaType = MediaType.APPLICATION_FORM_URLENCODED,
                            schema = @Schema(type = SchemaType.OBJECT)))
    @APIResponse(
            responseCode = "200",
            description = "A token",
            content = @Content(schema = @Schema(implementation = TokenAnswer.class)))
    public TokenAnswer oidcToken(
            @Parameter(hidden = true) @HeaderParam("Content-Type") @Nullable String contentType,
            byte @Nullable [] body) {
        return token(contentType, body);
    }

    @ServerExceptionMapper
    Response refused(RefusedToken refused) {
        return errors.answer(400, refused.refusal().code(), refused.refusal().message(), refused.details());
    }
}
