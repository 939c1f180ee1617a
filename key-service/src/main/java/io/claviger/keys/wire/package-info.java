/** Key Protect's way of writing answers and errors, shared by the edges of all features. */
@NullMarked
package io.claviger.keys.wire;

import org.jspecify.annotations.NullMarked;
