/** Key rings over HTTP, as Key Protect serves them. */
@NullMarked
package io.claviger.keys.ring.edge;

import org.jspecify.annotations.NullMarked;
