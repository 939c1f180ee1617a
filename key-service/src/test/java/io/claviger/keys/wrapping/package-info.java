/** Tests of the hot path, which look at what is kept. */
@NullMarked
package io.claviger.keys.wrapping;

import org.jspecify.annotations.NullMarked;
