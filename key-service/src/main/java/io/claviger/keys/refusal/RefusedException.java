package io.claviger.keys.refusal;

/** Carries a {@link Refusal} out of a transaction, which it rolls back, to the one place that answers and records it. */
public final class RefusedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;

    RefusedException(Refusal refusal) {
        super(refusal.message());
        this.refusal = refusal;
    }

    public Refusal refusal() {
        return refusal;
    }
}
