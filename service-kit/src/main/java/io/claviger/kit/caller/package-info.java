/**
 * Who calls. Every service checks tokens itself (design section 10): RS256 signature against the issuer's JWKS, which is
 * cached, then issuer and expiry. Authorise first; deny on any error.
 */
@NullMarked
package io.claviger.kit.caller;

import org.jspecify.annotations.NullMarked;
