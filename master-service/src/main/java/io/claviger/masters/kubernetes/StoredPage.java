package io.claviger.masters.kubernetes;

import java.util.List;

/**
 * @param resourceVersion of the cluster before the objects were read
 * @param more whether further objects follow
 * @param remaining how many; 0 when that is unknown: with selectors, and behind any page but the first
 */
public record StoredPage(List<StoredObject> objects, long resourceVersion, boolean more, long remaining) {

    public StoredPage {
        objects = List.copyOf(objects);
    }
}
