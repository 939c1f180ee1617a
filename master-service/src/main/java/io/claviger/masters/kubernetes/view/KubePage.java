package io.claviger.masters.kubernetes.view;

import io.claviger.masters.kubernetes.object.KubeObject;
import java.util.List;

/**
 * One page of a list.
 *
 * @param resourceVersion of the cluster, not newer than any of the objects
 * @param next continue token; empty on the last page
 * @param remaining objects after this page; 0 when there are none, or when selectors make the number unknown
 * @param warnings which objects are left out because what is stored of them cannot be read, and why
 */
public record KubePage(
        List<KubeObject> objects, long resourceVersion, String next, long remaining, List<String> warnings) {

    public KubePage {
        objects = List.copyOf(objects);
        warnings = List.copyOf(warnings);
    }
}
