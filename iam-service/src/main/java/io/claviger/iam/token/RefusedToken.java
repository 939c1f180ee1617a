package io.claviger.iam.token;

import org.jspecify.annotations.Nullable;

/** No token for this request. */
public final class RefusedToken extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final TokenRefusal refusal;
    private final @Nullable String details;

    public RefusedToken(TokenRefusal refusal, @Nullable String details) {
        // No stack trace: this is an answer, not a fault.
        super(refusal.message(), null, false, false);
        this.refusal = refusal;
        this.details = details;
    }

    public TokenRefusal refusal() {
        return refusal;
    }

    public @Nullable String details() {
        return details;
    }
}
