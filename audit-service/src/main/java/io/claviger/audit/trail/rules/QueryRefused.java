package io.claviger.audit.trail.rules;

/** A query that cannot be meant: which parameter, and what it should be. */
public final class QueryRefused extends RuntimeException {

    private final String parameter;
    private final String reason;

    public QueryRefused(String parameter, String reason) {
        super(reason);
        this.parameter = parameter;
        this.reason = reason;
    }

    public String parameter() {
        return parameter;
    }

    public String reason() {
        return reason;
    }
}
