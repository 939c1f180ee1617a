package io.claviger.local.frontdoor;

/** What the door does with a request. */
public sealed interface Route {
    /** Passed on as it is. */
    record To(Upstream upstream) implements Route {}

    /** Answered 403: the path carries tokens and secrets of clusters, so it is served encrypted or not at all. */
    record OnlyEncrypted() implements Route {}

    /** Answered 403: this listener is for probes, and the path is none. */
    record OnlyProbes() implements Route {}

    /** What went through the door, for Prometheus. */
    record Metrics() implements Route {}

    /** The door's own page. */
    record Own() implements Route {}

    /** Whether the door lives. */
    record Live() implements Route {}

    /** Whether the door takes calls. */
    record Ready() implements Route {}

    /** Nobody's path. */
    record Unknown() implements Route {}
}
