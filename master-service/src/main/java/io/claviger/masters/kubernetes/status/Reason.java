package io.claviger.masters.kubernetes.status;

/** The reasons this API gives, with the HTTP code that goes with each (Kubernetes API conventions, "Response Status Kind"). */
public enum Reason {
    BAD_REQUEST(400, "BadRequest"),
    UNAUTHORIZED(401, "Unauthorized"),
    FORBIDDEN(403, "Forbidden"),
    NOT_FOUND(404, "NotFound"),
    METHOD_NOT_ALLOWED(405, "MethodNotAllowed"),
    NOT_ACCEPTABLE(406, "NotAcceptable"),
    ALREADY_EXISTS(409, "AlreadyExists"),
    CONFLICT(409, "Conflict"),
    GONE(410, "Gone"),
    EXPIRED(410, "Expired"),
    TOO_LARGE(413, "RequestEntityTooLarge"),
    UNSUPPORTED_MEDIA_TYPE(415, "UnsupportedMediaType"),
    INVALID(422, "Invalid"),
    TOO_MANY_REQUESTS(429, "TooManyRequests"),
    INTERNAL(500, "InternalError"),
    UNAVAILABLE(503, "ServiceUnavailable");

    private final int code;
    private final String text;

    Reason(int code, String text) {
        this.code = code;
        this.text = text;
    }

    public int code() {
        return code;
    }

    public String text() {
        return text;
    }
}
