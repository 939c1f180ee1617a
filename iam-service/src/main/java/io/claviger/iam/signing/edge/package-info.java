/**
 * The published keys (RFC 7517) and OpenID Connect discovery.
 */
@NullMarked
package io.claviger.iam.signing.edge;

import org.jspecify.annotations.NullMarked;
