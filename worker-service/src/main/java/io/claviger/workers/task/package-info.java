/** Work on a pool or a worker that outlives the call that asked for it. */
@NullMarked
package io.claviger.workers.task;

import org.jspecify.annotations.NullMarked;
