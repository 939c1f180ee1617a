/** Key lists and counts over HTTP. */
@NullMarked
package io.claviger.keys.listing.edge;

import org.jspecify.annotations.NullMarked;
