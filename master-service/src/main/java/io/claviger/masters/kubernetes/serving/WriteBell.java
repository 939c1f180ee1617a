package io.claviger.masters.kubernetes.serving;

/** Told after each commit, so that watches on this replica need not wait for the next look. */
@FunctionalInterface
public interface WriteBell {
    void ring();
}
