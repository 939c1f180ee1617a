/** Worker pools: what may be ordered, on which infrastructure, and how a pool stands with its root key. */
@NullMarked
package io.claviger.workers.pool;

import org.jspecify.annotations.NullMarked;
