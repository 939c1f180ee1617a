package io.claviger.iam.token.edge;

import io.claviger.iam.token.Form;
import io.claviger.iam.token.RefreshToken;
import io.claviger.iam.token.RefusedToken;
import io.claviger.iam.token.TokenRequest;
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
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jspecify.annotations.Nullable;

/** Two paths for one function: IBM's Node, Java and terraform use the first, its Go and Python clients the second. */
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@RunOnVirtualThread
public class TokenResource {

    private final TokenIssuing issuing;
    private final IdentityErrors errors;

    public TokenResource(TokenIssuing issuing, IdentityErrors errors) {
        this.issuing = issuing;
        this.errors = errors;
    }

    @POST
    @Path("identity/token")
    public TokenAnswer token(@HeaderParam("Content-Type") @Nullable String contentType, byte @Nullable [] body) {
        return issuing.issue(TokenRequest.of(form(contentType, body)));
    }

    private static Map<String, String> form(@Nullable String contentType, byte @Nullable [] body) {
        if (body != null && body.length > Form.LONGEST) {
            throw new ProblemException(new Problem(
                    413,
                    Problem.Kind.BODY_TOO_LARGE,
                    "The request body is larger than " + Form.LONGEST + " bytes.",
                    null));
        }
        return Form.read(contentType, body);
    }

    /** For a program that its user lets log in, as {@code oc login -u passcode} does. */
    @POST
    @Path("identity/passcode")
    public PasscodeAnswer passcode(@HeaderParam("Content-Type") @Nullable String contentType, byte @Nullable [] body) {
        RefreshToken token = RefreshToken.presented(TokenRequest.required(form(contentType, body), "refresh_token"));
        return new PasscodeAnswer(issuing.passcode(token).reveal());
    }

    /** Its text holds no passcode. */
    public record PasscodeAnswer(String passcode) {
        @Override
        public String toString() {
            return "PasscodeAnswer[...]";
        }
    }

    @POST
    @Path("oidc/token")
    public TokenAnswer oidcToken(@HeaderParam("Content-Type") @Nullable String contentType, byte @Nullable [] body) {
        return token(contentType, body);
    }

    @ServerExceptionMapper
    Response refused(RefusedToken refused) {
        return errors.answer(400, refused.refusal().code(), refused.refusal().message(), refused.details());
    }
}
