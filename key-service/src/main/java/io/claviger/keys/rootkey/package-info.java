/** Root keys and standard keys: their life from creation to purge, each change with its event and its record. */
@NullMarked
package io.claviger.keys.rootkey;

import org.jspecify.annotations.NullMarked;
