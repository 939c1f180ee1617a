/**
 * The policy endpoints under /v1/policies.
 */
@NullMarked
package io.claviger.iam.policy.edge;

import org.jspecify.annotations.NullMarked;
