package io.claviger.keys.custody;

import java.util.UUID;

/** Where commitments are kept. Implemented by the feature that keeps versions. */
public interface Commitments {

    /** For a version that has none, because a former release made it; a commitment once kept is never replaced. */
    void remember(UUID versionId, Commitment commitment);
}
