/** Key rings in the database. */
@NullMarked
package io.claviger.keys.ring.store;

import org.jspecify.annotations.NullMarked;
