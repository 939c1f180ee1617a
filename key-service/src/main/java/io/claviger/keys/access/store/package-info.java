/** Loads what calls are judged by. */
@NullMarked
package io.claviger.keys.access.store;

import org.jspecify.annotations.NullMarked;
