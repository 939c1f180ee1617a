/** Wraps, unwraps and re-wraps data keys under root keys; each answer waits for its record (I6). */
@NullMarked
package io.claviger.keys.wrapping;

import org.jspecify.annotations.NullMarked;
