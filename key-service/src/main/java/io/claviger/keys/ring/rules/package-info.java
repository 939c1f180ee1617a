/** What a key ring may be called, and how many there may be. */
@NullMarked
package io.claviger.keys.ring.rules;

import org.jspecify.annotations.NullMarked;
