package io.claviger.masters.kubernetes;

import io.claviger.masters.kubernetes.object.ObjectKind;
import io.claviger.masters.kubernetes.selector.Continue;
import io.claviger.masters.kubernetes.selector.FieldSelector;
import io.claviger.masters.kubernetes.selector.LabelSelector;
import java.util.Optional;

/**
 * @param namespace empty for all
 * @param limit objects per page at most; 0 when the client names none
 */
public record ListQuery(
        ObjectKind kind,
        String namespace,
        LabelSelector labels,
        FieldSelector fields,
        Optional<Continue> after,
        int limit) {}
