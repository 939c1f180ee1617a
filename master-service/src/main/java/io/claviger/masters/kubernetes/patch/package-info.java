/**
 * The ways a Kubernetes client changes part of an object: merge patch, strategic merge patch and JSON patch. The fourth, apply,
 * depends on who owns what and is in {@code ownership}.
 */
@NullMarked
package io.claviger.masters.kubernetes.patch;

import org.jspecify.annotations.NullMarked;
