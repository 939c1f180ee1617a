/**
 * Where clients reach clusters, and who vouches for that address.
 */
@NullMarked
package io.claviger.masters.frontdoor;

import org.jspecify.annotations.NullMarked;
