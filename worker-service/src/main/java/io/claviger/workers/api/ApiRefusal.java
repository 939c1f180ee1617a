package io.claviger.workers.api;

/** A request is refused; the mapper gives it the contract's error body. */
public final class ApiRefusal extends RuntimeException {

    private final ApiError error;

    ApiRefusal(ApiError error, String description) {
        super(description);
        this.error = error;
    }

    public ApiError error() {
        return error;
    }

    public String description() {
        return String.valueOf(getMessage());
    }
}
