/**
 * Which dependant hangs from which root key, and what is known of that key. The key's row is the only one a key event touches
 * (I8); everything a dependant shows of it is derived.
 */
@NullMarked
package io.claviger.keyclient.binding;

import org.jspecify.annotations.NullMarked;
