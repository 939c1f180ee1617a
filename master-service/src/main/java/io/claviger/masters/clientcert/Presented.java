package io.claviger.masters.clientcert;

import io.claviger.kit.caller.Caller;

/** What a request shows by a client certificate. */
public sealed interface Presented {

    /** It shows none. */
    record Nothing() implements Presented {}

    record Certified(Caller caller) implements Presented {}

    /** @param why for the caller to read */
    record Doubtful(String why) implements Presented {}
}
