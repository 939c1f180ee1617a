/** Rows of the changes and of the replicas that have to see them. */
@NullMarked
package io.claviger.keys.coherence.store;

import org.jspecify.annotations.NullMarked;
