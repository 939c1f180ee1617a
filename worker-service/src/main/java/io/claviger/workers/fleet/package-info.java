/** Ordering, changing and removing pools and workers, and the steps of the work that this takes. */
@NullMarked
package io.claviger.workers.fleet;

import org.jspecify.annotations.NullMarked;
