/** Worker nodes: ids, states, and the health that is derived from them and from the pool's root key. */
@NullMarked
package io.claviger.workers.node;

import org.jspecify.annotations.NullMarked;
