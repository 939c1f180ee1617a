/** The statements of a key list: put together from fixed parts, with every value that a caller sent bound. */
@NullMarked
package io.claviger.keys.listing.store;

import org.jspecify.annotations.NullMarked;
