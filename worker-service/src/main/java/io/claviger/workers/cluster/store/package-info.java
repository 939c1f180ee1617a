/** Known clusters in the database. */
@NullMarked
package io.claviger.workers.cluster.store;

import org.jspecify.annotations.NullMarked;
