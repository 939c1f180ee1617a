package io.claviger.masters.kubernetes;

import java.util.List;

/**
 * @param resourceVersion of the cluster before the objects were read
 * @param more whether further objects follow
 * @param remaining how many; 0 when selectors make that unknown
 */
public record StoredPage(List<StoredObject> objects, long resourceVersion, boolean more, long remaining) {

    public StoredPage {
        objects = List.copyOf(objects);
    }
}
