/**
 * KMS enablement as a persisted state machine: which phase follows which, and what a failure means in each.
 */
@NullMarked
package io.claviger.masters.enablement;

import org.jspecify.annotations.NullMarked;
