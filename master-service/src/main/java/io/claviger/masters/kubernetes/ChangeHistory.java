package io.claviger.masters.kubernetes;

import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What happened to the objects of a cluster of late. How long it is remembered is bounded by age, number and size. */
public interface ChangeHistory {

    /** The newest version of each of these clusters; those that are gone are missing. */
    Map<ClusterId, Long> versions(Collection<ClusterId> clusters);

    /** What followed a version. */
    Stretch after(ClusterId cluster, long version);

    sealed interface Stretch {
        /** The next changes, one version after the other without a gap; empty when there are none yet. */
        record Changes(List<StoredChange> changes) implements Stretch {
            public Changes {
                changes = List.copyOf(changes);
            }
        }

        /**
         * What followed is not known any more, or the version was never given out: only a new list helps.
         *
         * @param current the newest version
         */
        record Cut(long current) implements Stretch {}

        record NoCluster() implements Stretch {}
    }
}
