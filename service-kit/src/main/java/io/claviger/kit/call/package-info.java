/** How calls of other services end: with a whole answer, or in time without one. */
@NullMarked
package io.claviger.kit.call;

import org.jspecify.annotations.NullMarked;
