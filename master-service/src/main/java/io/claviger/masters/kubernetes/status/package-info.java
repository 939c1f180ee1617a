/**
 * What the Kubernetes API answers when it refuses: {@code metav1.Status} bodies with the code, reason, message and
 * causes that a real server would give, so that stock clients print something a person can act on. Never a
 * {@code Retry-After}: clients would repeat a refusal ten times.
 */
@NullMarked
package io.claviger.masters.kubernetes.status;

import org.jspecify.annotations.NullMarked;
