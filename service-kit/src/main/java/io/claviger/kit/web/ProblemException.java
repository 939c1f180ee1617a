package io.claviger.kit.web;

/** Carries a {@link Problem} to the one mapper that gives it the contract's shape. */
public final class ProblemException extends RuntimeException {

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.message());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
