/**
 * The policy table.
 */
@NullMarked
package io.claviger.iam.policy.store;

import org.jspecify.annotations.NullMarked;
