package io.claviger.masters.kubernetes;

import java.util.UUID;

/** How a deletion ended. */
public sealed interface DeleteOutcome {

    /** @param resourceVersion of the deletion */
    record Deleted(UUID uid, long resourceVersion) implements DeleteOutcome {}

    /** It is to go, and stays until the last who holds it lets go. */
    record Awaited(UUID uid, long resourceVersion) implements DeleteOutcome {}

    record NotFound() implements DeleteOutcome {}

    /** The object is another one, or another version, than the client said. */
    record OtherThanExpected(UUID uid, long resourceVersion) implements DeleteOutcome {}
}
