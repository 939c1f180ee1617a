/**
 * A database that was restored from a backup has forgotten what happened since. Before such a key-service serves anybody, it takes
 * up from its own events which keys were taken away meanwhile (I5).
 */
@NullMarked
package io.claviger.keys.restored;

import org.jspecify.annotations.NullMarked;
