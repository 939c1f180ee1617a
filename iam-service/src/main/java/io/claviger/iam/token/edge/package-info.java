/**
 * The token endpoint.
 */
@NullMarked
package io.claviger.iam.token.edge;

import org.jspecify.annotations.NullMarked;
