/** Worker pools in the database, and their sums for events. */
@NullMarked
package io.claviger.workers.pool.store;

import org.jspecify.annotations.NullMarked;
