package io.claviger.masters.kubernetes;

/** How a write ended; only {@link Written} changed anything. */
public sealed interface WriteOutcome {

    record Written(long resourceVersion) implements WriteOutcome {}

    record AlreadyExists() implements WriteOutcome {}

    record NoNamespace() implements WriteOutcome {}

    /** Its namespace is to go, and takes nothing new. */
    record NamespaceEnds() implements WriteOutcome {}

    /** The object is no longer the one that was read. */
    record Changed() implements WriteOutcome {}

    /** The cluster's data key was changed since the object was sealed: seal again in a new session. */
    record OtherDataKey() implements WriteOutcome {}
}
