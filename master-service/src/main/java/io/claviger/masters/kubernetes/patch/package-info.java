/**
 * The four ways a Kubernetes client changes part of an object: merge patch, strategic merge patch, JSON patch and apply.
 */
@NullMarked
package io.claviger.masters.kubernetes.patch;

import org.jspecify.annotations.NullMarked;
