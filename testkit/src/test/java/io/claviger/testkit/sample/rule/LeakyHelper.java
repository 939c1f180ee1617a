package io.claviger.testkit.sample.rule;

/** A name that says nothing. */
final class LeakyHelper {

    private LeakyHelper() {}
}
