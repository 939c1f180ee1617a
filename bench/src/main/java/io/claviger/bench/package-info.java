/** Microbenchmarks of what every call of the hot path pays. */
@NullMarked
package io.claviger.bench;

import org.jspecify.annotations.NullMarked;
